import { z } from "zod";

const text = z.string();
const list = z.array(text);
const map = z.record(text, text);
const nothing = z.strictObject({});
const set = z.record(text, nothing);
const whole = z.int();
const device = z.array(z.strictObject({ Path: text, Rate: whole }));

const MountBody = z.strictObject({
  Type: z.enum(["volume", "bind", "tmpfs", "image"]),
  Source: text.optional(),
  Target: text,
  ReadOnly: z.boolean().optional(),
  Consistency: text.optional(),
  BindOptions: z
    .strictObject({
      Propagation: text,
      NonRecursive: z.boolean(),
      ReadOnlyNonRecursive: z.boolean(),
      ReadOnlyForceRecursive: z.boolean(),
    })
    .partial()
    .optional(),
  VolumeOptions: z
    .strictObject({
      NoCopy: z.boolean(),
      Labels: map,
      Subpath: text,
      DriverConfig: z.strictObject({ Name: text, Options: map }).partial(),
    })
    .partial()
    .optional(),
  ImageOptions: z.strictObject({ Subpath: text }).optional(),
  TmpfsOptions: z.strictObject({ SizeBytes: whole, Mode: whole }).partial().optional(),
});

const HostConfig = z
  .strictObject({
    Binds: list,
    LogConfig: z.strictObject({ Type: text, Config: map }),
    NetworkMode: text,
    PortBindings: z.record(text, z.array(z.strictObject({ HostIp: text, HostPort: text }))),
    RestartPolicy: z.strictObject({ Name: text, MaximumRetryCount: whole }),
    AutoRemove: z.boolean(),
    VolumeDriver: text,
    VolumesFrom: list,
    Annotations: map,
    CapAdd: list,
    CapDrop: list,
    CgroupnsMode: text,
    Dns: list,
    DnsOptions: list,
    DnsSearch: list,
    ExtraHosts: list,
    GroupAdd: list,
    IpcMode: text,
    Links: list,
    OomScoreAdj: whole,
    PidMode: text,
    Privileged: z.boolean(),
    PublishAllPorts: z.boolean(),
    ReadonlyRootfs: z.boolean(),
    SecurityOpt: list,
    StorageOpt: map,
    Tmpfs: map,
    UTSMode: text,
    UsernsMode: text,
    ShmSize: whole,
    Sysctls: map,
    Runtime: text,
    Isolation: text,
    CpuShares: whole,
    Memory: whole,
    NanoCpus: whole,
    CgroupParent: text,
    BlkioWeight: whole,
    BlkioWeightDevice: z.array(z.strictObject({ Path: text, Weight: whole })),
    BlkioDeviceReadBps: device,
    BlkioDeviceWriteBps: device,
    BlkioDeviceReadIOps: device,
    BlkioDeviceWriteIOps: device,
    CpuPeriod: whole,
    CpuQuota: whole,
    CpuRealtimePeriod: whole,
    CpuRealtimeRuntime: whole,
    CpusetCpus: text,
    CpusetMems: text,
    Devices: z.array(z.strictObject({ PathOnHost: text, PathInContainer: text, CgroupPermissions: text })),
    DeviceCgroupRules: list,
    DeviceRequests: z.array(
      z.strictObject({
        Driver: text,
        Count: whole,
        DeviceIDs: list.nullable(),
        Capabilities: z.array(list).nullable(),
        Options: map.nullable(),
      }),
    ),
    MemoryReservation: whole,
    MemorySwap: whole,
    MemorySwappiness: whole,
    OomKillDisable: z.boolean(),
    PidsLimit: whole,
    Ulimits: z.array(z.strictObject({ Name: text, Soft: whole, Hard: whole })),
    Mounts: z.array(MountBody),
    MaskedPaths: list,
    ReadonlyPaths: list,
    Init: z.boolean(),
  })
  .partial();

const Endpoint = z
  .strictObject({
    IPAMConfig: z.strictObject({ IPv4Address: text, IPv6Address: text, LinkLocalIPs: list }).partial(),
    Links: list,
    Aliases: list,
    MacAddress: text,
    DriverOpts: map,
    GwPriority: whole,
  })
  .partial();

/**
 * The body of `POST /containers/create`, as far as a `docker run` line can fill it. What Docker would take for "not
 * given" is absent.
 *
 * Strict, because the engine is not: Go reads JSON keys in any case, so `{"hostconfig":{"privileged":true}}` counts.
 * A key that is not spelt here is not sent, and is refused where a body comes from outside.
 */
export const CreateBody = z.strictObject({
  Hostname: text.optional(),
  Domainname: text.optional(),
  User: text.optional(),
  AttachStdin: z.boolean(),
  AttachStdout: z.boolean(),
  AttachStderr: z.boolean(),
  ExposedPorts: set.optional(),
  Tty: z.boolean().optional(),
  OpenStdin: z.boolean().optional(),
  StdinOnce: z.boolean().optional(),
  Env: list.optional(),
  Cmd: list.optional(),
  Healthcheck: z
    .strictObject({
      Test: list,
      Interval: whole,
      Timeout: whole,
      StartPeriod: whole,
      StartInterval: whole,
      Retries: whole,
    })
    .partial()
    .optional(),
  Image: text,
  Volumes: set.optional(),
  WorkingDir: text.optional(),
  Entrypoint: list.optional(),
  Labels: map.optional(),
  StopSignal: text.optional(),
  StopTimeout: whole.optional(),
  HostConfig,
  NetworkingConfig: z.strictObject({ EndpointsConfig: z.record(text, Endpoint) }).optional(),
});
export type CreateBody = z.output<typeof CreateBody>;
export type HostConfig = CreateBody["HostConfig"];
export type MountBody = z.output<typeof MountBody>;
export type EndpointBody = z.output<typeof Endpoint>;

/** A request to create: the query and the body. */
export interface CreateRequest {
  /** Undefined: the engine makes one up. */
  readonly name: string | undefined;
  /** `linux/arm64`; needs API 1.41. */
  readonly platform: string | undefined;
  readonly body: CreateBody;
}
