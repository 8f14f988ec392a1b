import type { Refusal } from "./policy.ts";
import type { Rule } from "./policy-rule.ts";
import { rule } from "./policy-rule.ts";

/** One container must not take the host's memory, processors or processes from the others. */
export const limits: readonly Rule[] = [
  ({ HostConfig: { Memory = 0, MemorySwap = 0 } }, { most }): readonly Refusal[] => {
    const mib = Math.floor(most.memoryBytes / 1024 ** 2);
    return [
      ...(Memory <= 0 || Memory > most.memoryBytes ? [{ flag: "--memory", why: `is ${mib}m at most.` }] : []),
      ...(MemorySwap < Memory || MemorySwap > most.memoryBytes
        ? [{ flag: "--memory-swap", why: `is ${mib}m at most, memory included.` }]
        : []),
    ];
  },
  ({ HostConfig: { NanoCpus = 0, CpuQuota = 0, CpuPeriod = 0 } }, { most }) => {
    const cpus = CpuQuota === 0 ? NanoCpus / 1e9 : CpuQuota / (CpuPeriod || 100_000);
    return cpus > 0 && cpus <= most.cpus && CpuPeriod >= 0
      ? []
      : [{ flag: CpuQuota === 0 ? "--cpus" : "--cpu-quota", why: `is ${most.cpus} CPUs at most.` }];
  },
  ({ HostConfig: { PidsLimit = 0 } }, { most }) =>
    PidsLimit > 0 && PidsLimit <= most.pids ? [] : [{ flag: "--pids-limit", why: `is from 1 to ${most.pids}.` }],
  ({ HostConfig: { ShmSize = 0 } }, { most }) =>
    ShmSize <= most.shmBytes
      ? []
      : [{ flag: "--shm-size", why: `is ${Math.floor(most.shmBytes / 1024 ** 2)}m at most.` }],
  ({ StopTimeout = 0 }, { most }) =>
    StopTimeout >= 0 && StopTimeout <= most.stopSeconds
      ? []
      : [{ flag: "--stop-timeout", why: `is ${most.stopSeconds} seconds at most.` }],
  rule(
    "--cpu-rt-runtime",
    "takes a processor away from everybody else on the host.",
    (host) => !!host.CpuRealtimeRuntime || !!host.CpuRealtimePeriod,
  ),
  rule(
    "--cpu-shares",
    "would go before other containers; 1024 is what each has.",
    (host) => (host.CpuShares ?? 0) > 1024,
  ),
  rule(
    "--blkio-weight",
    "would go before other containers; 500 is what each has.",
    (host) => (host.BlkioWeight ?? 0) > 500,
  ),
  rule("--oom-kill-disable", "can hang the host when the memory is full.", (host) => host.OomKillDisable),
  rule("--oom-score-adj", "would have others killed in its place.", (host) => (host.OomScoreAdj ?? 0) < 0),
  rule("--ulimit", "lets its processes go before all others of the host.", (host) =>
    (host.Ulimits ?? []).map(({ Name }) => Name).filter((name) => name === "rtprio" || name === "nice"),
  ),
  ({ HostConfig: host }) =>
    [
      ["--blkio-weight-device", host.BlkioWeightDevice],
      ["--device-read-bps", host.BlkioDeviceReadBps],
      ["--device-write-bps", host.BlkioDeviceWriteBps],
      ["--device-read-iops", host.BlkioDeviceReadIOps],
      ["--device-write-iops", host.BlkioDeviceWriteIOps],
    ].flatMap(([flag, devices]) =>
      typeof flag === "string" && (devices?.length ?? 0) > 0 ? [{ flag, why: "names a device of the host." }] : [],
    ),
];
