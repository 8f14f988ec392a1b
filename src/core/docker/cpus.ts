/** A limit of CPUs in Docker's two ways to say it: as a number, or as so many microseconds of each period. */
export type CpuLimit = { readonly [K in "NanoCpus" | "CpuQuota" | "CpuPeriod"]?: number | undefined };

/** Linux's own, in microseconds, which a number of CPUs is kept over. */
const PERIOD = 100_000;

/** The limit as a number. A container that was given a period keeps it, and takes no number any more. */
export function asNumber(cpus: number) {
  return { NanoCpus: Math.round(cpus * 1e9) };
}

/** As so many microseconds of each period of so many. */
export function asPeriod(cpus: number, period = PERIOD) {
  return { CpuPeriod: period, CpuQuota: Math.round(cpus * period) };
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
  return asPeriod(cpusOf(host));
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
