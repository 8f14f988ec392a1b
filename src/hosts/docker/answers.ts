import { z } from "zod";
import { ContainerStatus, count, flag, labels, text, words } from "./answer-fields.ts";

// What the bot relies on in an engine's answers, and nothing more. One field at least must be there in each, or any
// object would pass for an answer.

const keys = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => Object.keys(value ?? {}));

/** Docker's ids; Podman's are the same. */
export const Id = z.string().regex(/^[0-9a-f]{12,64}$/);
/** What dockerode makes of `{ "Id": … }`. */
export const Made = z.object({ id: Id });

export type Version = z.output<typeof Version>;
export const Version = z.object({
  Version: z.string(),
  ApiVersion: z.string().regex(/^\d{1,4}\.\d{1,4}$/),
  MinAPIVersion: z
    .string()
    .regex(/^(?:\d{1,4}\.\d{1,4})?$/)
    .optional(),
  Arch: text,
  Components: z.array(z.object({ Name: text })).nullish(),
});

export const Info = z.object({
  OperatingSystem: text,
  Architecture: text,
  NCPU: z.number(),
  MemTotal: z.number(),
  Containers: z.number(),
  ContainersRunning: count,
  Images: count,
});

export const DiskUsed = z.object({
  LayersSize: z.number(),
  Containers: z.array(z.object({ SizeRw: count })).nullish(),
  // -1 when a volume's driver cannot tell.
  Volumes: z.array(z.object({ UsageData: z.object({ Size: z.number() }).nullish() })).nullish(),
});

const Bindings = z
  .record(z.string(), z.array(z.object({ HostIp: text, HostPort: text })).nullish())
  .nullish()
  .transform((value) => value ?? {});
export type Bindings = z.output<typeof Bindings>;

export type Inspected = z.output<typeof Inspected>;
export const Inspected = z.object({
  Id,
  Name: z.string(),
  Image: text,
  RestartCount: count,
  State: z.object({
    Status: ContainerStatus,
    ExitCode: count,
    OOMKilled: flag,
    Error: text,
    StartedAt: text,
    FinishedAt: text,
  }),
  Config: z.object({ Image: text, Labels: labels, Env: words, User: text, Cmd: words, StopTimeout: count }),
  HostConfig: z.object({
    NetworkMode: text,
    PortBindings: Bindings,
    Memory: count,
    MemorySwap: count,
    NanoCpus: count,
    CpuQuota: count,
    CpuPeriod: count,
    PidsLimit: count,
    ShmSize: count,
    CapAdd: words,
    CapDrop: words,
    SecurityOpt: words,
    Privileged: flag,
    ReadonlyRootfs: flag,
    Binds: words,
    Devices: z.array(z.unknown()).nullish(),
    PidMode: text,
    IpcMode: text,
    UTSMode: text,
    UsernsMode: text,
    Runtime: text,
    Tmpfs: labels,
    LogConfig: z.object({ Type: text, Config: labels }),
    RestartPolicy: z.object({ Name: text }),
  }),
  Mounts: z
    .array(z.object({ Type: text, Name: text, Source: text, Destination: z.string(), RW: flag }))
    .nullish()
    .transform((value) => value ?? []),
  NetworkSettings: z.object({ Ports: Bindings }),
});

export const Listed = z.array(
  z.object({
    Id,
    Names: words,
    Image: text,
    Labels: labels,
    State: ContainerStatus,
    Created: z.number(),
    Ports: z
      .array(z.object({ IP: text, PrivatePort: z.number(), PublicPort: z.number().nullish(), Type: text }))
      .nullish()
      .transform((value) => value ?? []),
  }),
);

export type InspectedImage = z.output<typeof InspectedImage>;
export const InspectedImage = z.object({
  Id: z.string().regex(/^sha256:[0-9a-f]{64}$|^[0-9a-f]{64}$/),
  RepoDigests: words,
  Architecture: text,
  Size: count,
  Config: z
    .object({
      Env: words,
      Labels: labels,
      ExposedPorts: keys,
      Volumes: keys,
      User: text,
      Entrypoint: words,
      Cmd: words,
    })
    .nullish(),
});

export const Waited = z.object({ StatusCode: z.number(), Error: z.object({ Message: text }).nullish() });

export type Sampled = z.output<typeof Sampled>;
const Cpu = z.object({
  cpu_usage: z.object({ total_usage: count }).nullish(),
  system_cpu_usage: count,
  online_cpus: count,
});
export const Sampled = z.object({
  read: z.string(),
  preread: text,
  cpu_stats: Cpu.nullish(),
  precpu_stats: Cpu.nullish(),
  memory_stats: z.object({ usage: count, limit: count, stats: z.record(z.string(), z.number()).nullish() }).nullish(),
  pids_stats: z.object({ current: count }).nullish(),
});

export const Executed = z.object({ ExitCode: z.number().nullish(), Running: flag });

export const VolumesListed = z.object({
  Volumes: z
    .array(z.object({ Name: z.string() }))
    .nullable()
    .transform((value) => value ?? []),
});

const Network = z.object({ Id, Name: z.string(), Created: text, Driver: text, Options: labels, Labels: labels });
export const NetworksListed = z.array(Network);
export const NetworkInspected = Network.extend({ Containers: keys });
