import type { Limits } from "#core/host.ts";

/** A limit of CPUs in Docker's two ways to say it: as a number, or as so many microseconds of each period. */
export type CpuLimit = { readonly [K in "NanoCpus" | "CpuQuota" | "CpuPeriod"]?: number | undefined };

/** Linux's own, in microseconds, which a number of CPUs is kept over. */
const PERIOD = 100_000;

/** How a container is given its CPUs. One that was given a period keeps it, and takes no number any more. */
export function cpuRequest({ cpus, cpuPeriodMs }: Pick<Limits, "cpus" | "cpuPeriodMs">): CpuLimit {
  if (cpuPeriodMs === undefined) return { NanoCpus: Math.round(cpus * 1e9) };
  return { CpuPeriod: cpuPeriodMs * 1000, CpuQuota: Math.round(cpus * cpuPeriodMs * 1000) };
}

/** How many it may use; 0 is no limit. */
export function cpusOf(host: CpuLimit): number {
  return cpuLimits(host)[0] ?? 0;
}

/** Whether it was given a period. */
export function hasPeriod({ NanoCpus = 0, CpuPeriod = 0, CpuQuota = 0 }: CpuLimit): boolean {
  return NanoCpus === 0 && (CpuPeriod > 0 || CpuQuota > 0);
}

/** The same number of CPUs in Linux's own period; nothing when it is kept over that already. */
export function inOwnPeriod(host: CpuLimit): CpuLimit {
  if (!hasPeriod(host) || (host.CpuPeriod ?? 0) <= PERIOD) return {};
  return { CpuPeriod: PERIOD, CpuQuota: Math.round(cpusOf(host) * PERIOD) };
}

/** Docker shows a limit in the words it was given in, Podman in both: in whole microseconds of a period. */
export function hasCpus(host: CpuLimit, wanted: CpuLimit): boolean {
  const asked = cpusOf(wanted);
  const shown = cpuLimits(host);
  return shown.every((cpus) => Math.abs(cpus - asked) < 1e-4) && shown.length > 0 === asked > 0;
}

function cpuLimits({ NanoCpus = 0, CpuQuota = 0, CpuPeriod = 0 }: CpuLimit): readonly number[] {
  return [NanoCpus / 1e9, CpuQuota / (CpuPeriod || PERIOD)].filter((cpus) => cpus > 0);
}
