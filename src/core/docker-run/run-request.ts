import { z } from "zod";
import { Gpus } from "./grammar/devices.ts";
import { Mount } from "./grammar/mounts.ts";
import { Network } from "./grammar/networks.ts";

const text = z.string();
const list = z.array(text);
const range = z.strictObject({ first: z.int().min(0).max(65_535), last: z.int().min(0).max(65_535) });
const protocol = z.enum(["tcp", "udp", "sctp"]);
const pairs = z.array(z.strictObject({ name: text, value: text }));
const deviceLimits = z.array(z.strictObject({ path: text, amount: z.int().min(0) }));
/** Bytes. */
const bytes = z.int().min(0);
const nanoseconds = z.int().min(0);

/**
 * What the flags of a `docker run` line say, each read by its own grammar. Absent is "not given"; lists keep the order
 * of the line, and where Docker lets the last of one name win, only that one is here.
 */
export const RunOptions = z
  .strictObject({
    name: text,
    hostname: text,
    domainname: text,
    user: text,
    workdir: text,
    /** "" takes the image's own away. */
    entrypoint: text,
    env: pairs,
    labels: pairs,
    annotations: pairs,
    platform: text,
    pull: z.enum(["always", "missing", "never"]),
    quiet: z.boolean(),
    disableContentTrust: z.boolean(),

    detach: z.boolean(),
    interactive: z.boolean(),
    tty: z.boolean(),
    attach: list,
    sigProxy: z.boolean(),
    detachKeys: text,
    init: z.boolean(),
    rm: z.boolean(),
    restart: z.strictObject({
      name: z.enum(["", "no", "always", "unless-stopped", "on-failure"]),
      retries: z.int().min(0),
    }),
    stopSignal: text,
    stopTimeoutSeconds: z.int(),

    ports: z.array(z.strictObject({ address: text.optional(), host: range.optional(), container: range, protocol })),
    publishAll: z.boolean(),
    expose: z.array(z.strictObject({ container: range, protocol })),
    networks: z.array(Network),
    networkAliases: list,
    links: list,
    linkLocalIps: list,
    ip: text,
    ip6: text,
    macAddress: text,
    dns: list,
    dnsOptions: list,
    dnsSearch: list,
    extraHosts: z.array(z.strictObject({ name: text, address: text })),

    volumes: z.array(z.strictObject({ source: text.optional(), target: text, options: text.optional() })),
    mounts: z.array(Mount),
    tmpfs: z.array(z.strictObject({ target: text, options: text })),
    volumesFrom: list,
    volumeDriver: text,
    readOnly: z.boolean(),
    storageOptions: pairs,

    memory: bytes,
    memoryReservation: bytes,
    /** -1 is without limit. */
    memorySwap: bytes.or(z.literal(-1)),
    memorySwappiness: z.int().min(-1).max(100),
    /** Billionths of a CPU. */
    nanoCpus: z.int().min(0),
    cpuShares: z.int(),
    cpuPeriod: z.int(),
    cpuQuota: z.int(),
    cpuRealtimePeriod: z.int(),
    cpuRealtimeRuntime: z.int(),
    cpusetCpus: text,
    cpusetMems: text,
    pidsLimit: z.int(),
    shmSize: bytes,
    ulimits: z.array(z.strictObject({ name: text, soft: z.int(), hard: z.int() })),
    blkioWeight: z.int().min(0).max(65_535),
    blkioWeightDevices: deviceLimits,
    deviceReadBps: deviceLimits,
    deviceWriteBps: deviceLimits,
    deviceReadIops: deviceLimits,
    deviceWriteIops: deviceLimits,
    oomKillDisable: z.boolean(),
    oomScoreAdj: z.int(),

    privileged: z.boolean(),
    capAdd: list,
    capDrop: list,
    securityOptions: list,
    groupAdd: list,
    cgroupParent: text,
    cgroupns: text,
    ipc: text,
    pid: text,
    uts: text,
    userns: text,
    runtime: text,
    isolation: text,
    sysctls: pairs,
    gpus: z.array(Gpus),
    devices: list,
    deviceCgroupRules: list,

    logDriver: text,
    logOptions: pairs,
    noHealthcheck: z.boolean(),
    healthCommand: text,
    healthInterval: nanoseconds,
    healthTimeout: nanoseconds,
    healthStartPeriod: nanoseconds,
    healthStartInterval: nanoseconds,
    healthRetries: z.int().min(0),
  })
  .partial();
export type RunOptions = z.output<typeof RunOptions>;

/** A `docker run` line, read: what its flags say, the image, and the container's own command behind it. */
export const RunRequest = z.strictObject({
  options: RunOptions,
  image: text,
  command: list.readonly(),
});
export type RunRequest = z.output<typeof RunRequest>;
