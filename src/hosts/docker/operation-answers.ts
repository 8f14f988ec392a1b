import { z } from "zod";
import { ContainerStatus, count, flag, labels, text, words } from "./answer-fields.ts";
import { Id } from "./answers.ts";

// What the `/docker` commands rely on in an engine's answers; see answers.ts for the rules.

export type Row = z.output<typeof Rows>[number];
export const Rows = z.array(
  z.object({
    Id,
    Names: words,
    Image: text,
    ImageID: text,
    Command: text,
    Labels: labels,
    State: ContainerStatus,
    Status: text,
    Created: z.number(),
    Ports: z
      .array(z.object({ IP: text, PrivatePort: z.number(), PublicPort: z.number().nullish(), Type: text }))
      .nullish(),
    NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    Mounts: z.array(z.object({ Type: text, Name: text })).nullish(),
  }),
);

export type Detail = z.output<typeof Detail>;
export const Detail = z.object({
  Id,
  Name: z.string(),
  Image: text,
  Created: text,
  Path: text,
  Args: words,
  AppArmorProfile: text,
  RestartCount: count,
  State: z.object({
    Status: ContainerStatus,
    ExitCode: count,
    OOMKilled: flag,
    Error: text,
    StartedAt: text,
    FinishedAt: text,
    Health: z
      .object({
        Status: text,
        FailingStreak: count,
        Log: z.array(z.object({ ExitCode: count, Output: text })).nullish(),
      })
      .nullish(),
  }),
  Config: z.object({ Image: text, Labels: labels, Env: words, User: text, StopTimeout: z.number().nullish() }),
  HostConfig: z.object({
    NetworkMode: text,
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
    Devices: z.array(z.unknown()).nullish(),
    PidMode: text,
    IpcMode: text,
    UTSMode: text,
    UsernsMode: text,
    CgroupnsMode: text,
    Runtime: text,
    RestartPolicy: z.object({ Name: text, MaximumRetryCount: count }).nullish(),
  }),
  Mounts: z.array(z.object({ Type: text, Name: text, Source: text, Destination: z.string(), RW: flag })).nullish(),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostIp: text, HostPort: text })).nullish()).nullish(),
    Networks: z.record(z.string(), z.object({ IPAddress: text })).nullish(),
  }),
});

export const Created = z.object({ id: Id });
export const Updated = z.object({ Warnings: words });
export const Processes = z.object({ Titles: words, Processes: z.array(z.array(z.string())).nullish() });
export const Changes = z.array(z.object({ Kind: z.number(), Path: z.string() })).nullable();

export const ImagesListed = z.array(z.object({ Id: z.string(), RepoTags: words, Size: count, Created: count }));
export const History = z.array(z.object({ Created: count, CreatedBy: text, Size: count }));

export const NetworksShown = z.array(
  z.object({ Id, Name: z.string(), Driver: text, Scope: text, Internal: flag, Labels: labels }),
);
export const VolumesShown = z.object({
  Volumes: z.array(z.object({ Name: z.string(), Driver: text, Labels: labels, CreatedAt: text })).nullish(),
});

export const SpaceUsed = z.object({
  Images: z.array(z.object({ Id: z.string(), Size: count, SharedSize: z.number().nullish() })).nullish(),
  Containers: z.array(z.object({ Id, SizeRw: count })).nullish(),
  Volumes: z
    .array(z.object({ Name: z.string(), UsageData: z.object({ Size: z.number(), RefCount: z.number() }).nullish() }))
    .nullish(),
});

export type UsageSampled = z.output<typeof UsageSampled>;
export const UsageSampled = z.object({
  networks: z.record(z.string(), z.object({ rx_bytes: count, tx_bytes: count })).nullish(),
  blkio_stats: z
    .object({ io_service_bytes_recursive: z.array(z.object({ op: text, value: count })).nullish() })
    .nullish(),
});
