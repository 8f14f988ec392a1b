import * as kind from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import type { RunOptions } from "./run-request.ts";

/** A flag of `docker run` and `docker create`, and the option of the request that it sets. */
export interface Flag<T = unknown> {
  readonly key: keyof RunOptions;
  /** The CLI's name first; others that it takes for the same behind. */
  readonly names: readonly string[];
  readonly short?: string;
  readonly kind: Kind<T>;
  /** May be given many times. */
  readonly list: boolean;
  /** Of a list, what makes two values the same one; the later takes the place of the earlier, as in the CLI. */
  identity?(value: T): string;
  /** Why it is read and changes nothing, as the end of a sentence that begins with the flag. */
  readonly idle?: string;
}

type Given = Required<RunOptions>;
type Item<T> = T extends readonly (infer I)[] ? I : T;
type Rest<T> = Partial<Pick<Flag<T>, "identity" | "short" | "idle">> & { readonly also?: readonly string[] };

function flag<K extends keyof Given>(
  key: K,
  name: string,
  kind: Kind<Item<NonNullable<Given[K]>>>,
  rest: Rest<Item<NonNullable<Given[K]>>> = {},
): Flag {
  const { also = [], ...more } = rest;
  return { key, names: [name, ...also], kind, list: LISTS.has(key), ...more };
}

const LISTS: ReadonlySet<keyof RunOptions> = new Set<keyof RunOptions>([
  "env",
  "labels",
  "annotations",
  "attach",
  "ports",
  "expose",
  "networks",
  "networkAliases",
  "links",
  "linkLocalIps",
  "dns",
  "dnsOptions",
  "dnsSearch",
  "extraHosts",
  "volumes",
  "mounts",
  "tmpfs",
  "volumesFrom",
  "storageOptions",
  "ulimits",
  "blkioWeightDevices",
  "deviceReadBps",
  "deviceWriteBps",
  "deviceReadIops",
  "deviceWriteIops",
  "capAdd",
  "capDrop",
  "securityOptions",
  "groupAdd",
  "sysctls",
  "gpus",
  "devices",
  "deviceCgroupRules",
  "logOptions",
]);

const byName = ({ name }: { readonly name: string }): string => name;
const byTarget = ({ target }: { readonly target: string }): string => target;
const itself = (value: string): string => value;
const ALWAYS_DETACHED = "changes nothing here: a container started from chat is always detached.";

/** Every flag that `docker run --help` of 28 and 29 lists and that a request can carry. Refused ones are in refused-flags.ts. */
export const FLAGS: readonly Flag[] = [
  flag("name", "name", kind.name),
  flag("hostname", "hostname", kind.text, { short: "h" }),
  flag("domainname", "domainname", kind.text),
  flag("user", "user", kind.text, { short: "u" }),
  flag("workdir", "workdir", kind.text, { short: "w" }),
  flag("entrypoint", "entrypoint", kind.text),
  flag("env", "env", kind.variable, { short: "e", identity: byName }),
  flag("labels", "label", kind.label, { short: "l", identity: byName }),
  flag("annotations", "annotation", kind.option, { identity: byName }),
  flag("platform", "platform", kind.platform),
  flag("pull", "pull", kind.pull),
  flag("quiet", "quiet", kind.boolean, {
    short: "q",
    idle: "changes nothing here: a pull shows one line of progress.",
  }),
  flag("disableContentTrust", "disable-content-trust", kind.boolean),

  flag("detach", "detach", kind.boolean, { short: "d" }),
  flag("interactive", "interactive", kind.boolean, { short: "i" }),
  flag("tty", "tty", kind.boolean, { short: "t" }),
  flag("attach", "attach", kind.stream, { short: "a", idle: ALWAYS_DETACHED }),
  flag("sigProxy", "sig-proxy", kind.boolean, { idle: ALWAYS_DETACHED }),
  flag("detachKeys", "detach-keys", kind.text, { idle: ALWAYS_DETACHED }),
  flag("init", "init", kind.boolean),
  flag("rm", "rm", kind.boolean),
  flag("restart", "restart", kind.restart),
  flag("stopSignal", "stop-signal", kind.signal),
  flag("stopTimeoutSeconds", "stop-timeout", kind.integer(-1)),

  flag("ports", "publish", kind.published, { short: "p" }),
  flag("publishAll", "publish-all", kind.boolean, { short: "P" }),
  flag("expose", "expose", kind.exposed),
  flag("networks", "network", kind.network, { also: ["net"] }),
  flag("networkAliases", "network-alias", kind.text, { also: ["net-alias"] }),
  flag("links", "link", kind.link),
  flag("linkLocalIps", "link-local-ip", kind.text),
  flag("ip", "ip", kind.ipv4),
  flag("ip6", "ip6", kind.ipv6),
  flag("macAddress", "mac-address", kind.macAddress),
  flag("dns", "dns", kind.address),
  flag("dnsOptions", "dns-option", kind.text, { also: ["dns-opt"] }),
  flag("dnsSearch", "dns-search", kind.searchDomain),
  flag("extraHosts", "add-host", kind.extraHost),

  flag("volumes", "volume", kind.volume, { short: "v", identity: (volume) => kind.volume.write(volume) }),
  flag("mounts", "mount", kind.mount),
  flag("tmpfs", "tmpfs", kind.tmpfs, { identity: byTarget }),
  flag("volumesFrom", "volumes-from", kind.text),
  flag("volumeDriver", "volume-driver", kind.text),
  flag("readOnly", "read-only", kind.boolean),
  flag("storageOptions", "storage-opt", kind.storageOption, { identity: byName }),

  flag("memory", "memory", kind.bytes, { short: "m" }),
  flag("memoryReservation", "memory-reservation", kind.bytes),
  flag("memorySwap", "memory-swap", kind.swap),
  flag("memorySwappiness", "memory-swappiness", kind.swappiness),
  flag("nanoCpus", "cpus", kind.cpus),
  flag("cpuShares", "cpu-shares", kind.integer(), { short: "c" }),
  flag("cpuPeriod", "cpu-period", kind.integer()),
  flag("cpuQuota", "cpu-quota", kind.integer()),
  flag("cpuRealtimePeriod", "cpu-rt-period", kind.integer()),
  flag("cpuRealtimeRuntime", "cpu-rt-runtime", kind.integer()),
  flag("cpusetCpus", "cpuset-cpus", kind.cpuSet),
  flag("cpusetMems", "cpuset-mems", kind.cpuSet),
  flag("pidsLimit", "pids-limit", kind.integer()),
  flag("shmSize", "shm-size", kind.bytes),
  flag("ulimits", "ulimit", kind.ulimit, { identity: byName }),
  flag("blkioWeight", "blkio-weight", kind.integer(0, 65_535)),
  flag("blkioWeightDevices", "blkio-weight-device", kind.weight),
  flag("deviceReadBps", "device-read-bps", kind.bytesLimit),
  flag("deviceWriteBps", "device-write-bps", kind.bytesLimit),
  flag("deviceReadIops", "device-read-iops", kind.countLimit),
  flag("deviceWriteIops", "device-write-iops", kind.countLimit),
  flag("oomKillDisable", "oom-kill-disable", kind.boolean),
  flag("oomScoreAdj", "oom-score-adj", kind.integer()),

  flag("privileged", "privileged", kind.boolean),
  flag("capAdd", "cap-add", kind.capability, { identity: itself }),
  flag("capDrop", "cap-drop", kind.capability, { identity: itself }),
  flag("securityOptions", "security-opt", kind.securityOption),
  flag("groupAdd", "group-add", kind.text),
  flag("cgroupParent", "cgroup-parent", kind.text),
  flag("cgroupns", "cgroupns", kind.namespace("private", "host")),
  flag("ipc", "ipc", kind.namespace("private", "shareable", "none", "host", "container:")),
  flag("pid", "pid", kind.namespace("host", "container:")),
  flag("uts", "uts", kind.namespace("host")),
  flag("userns", "userns", kind.namespace("host")),
  flag("runtime", "runtime", kind.text),
  flag("isolation", "isolation", kind.text),
  flag("sysctls", "sysctl", kind.sysctl, { identity: byName }),
  flag("gpus", "gpus", kind.gpus),
  flag("devices", "device", kind.device),
  flag("deviceCgroupRules", "device-cgroup-rule", kind.cgroupRule),

  flag("logDriver", "log-driver", kind.text),
  flag("logOptions", "log-opt", kind.option, { identity: byName }),
  flag("noHealthcheck", "no-healthcheck", kind.boolean),
  flag("healthCommand", "health-cmd", kind.text),
  flag("healthInterval", "health-interval", kind.duration),
  flag("healthTimeout", "health-timeout", kind.duration),
  flag("healthStartPeriod", "health-start-period", kind.duration),
  flag("healthStartInterval", "health-start-interval", kind.duration),
  flag("healthRetries", "health-retries", kind.integer(0)),
];

const BY_NAME = new Map(FLAGS.flatMap((flag) => flag.names.map((name) => [name, flag] as const)));
const BY_SHORT = new Map(FLAGS.flatMap((flag) => (flag.short === undefined ? [] : [[flag.short, flag] as const])));

export function findFlag(name: string): Flag | undefined {
  return BY_NAME.get(name);
}

export function findShortFlag(letter: string): Flag | undefined {
  return BY_SHORT.get(letter);
}

export function isBoolean(flag: Flag): boolean {
  return flag.kind === kind.boolean;
}
