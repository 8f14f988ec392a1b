import type { Chart, Line } from "../chart.ts";
import { MOST_LINES } from "../chart.ts";
import type { Operations, Usage } from "../operations.ts";
import { Problem } from "../problem.ts";
import type { Step } from "../reply.ts";
import { showBytes } from "../units.ts";

/** What one container used, second by second. */
export interface UsageSeries {
  readonly name: string;
  readonly points: readonly { readonly atMs: number; readonly usage: Usage }[];
}

/** Between two edits of the message that says how far it is. */
const TELL_EVERY_MS = 2_000;

/** Measures all of them for this long, each on a connection of its own. One that ends meanwhile has a shorter line. */
export async function* followUsage(
  containers: readonly { readonly id: string; readonly name: string }[],
  operations: Pick<Operations, "usages">,
  spanMs: number,
  signal: AbortSignal,
): AsyncGenerator<Step, readonly UsageSeries[]> {
  const limit = AbortSignal.timeout(spanMs);
  const either = AbortSignal.any([signal, limit]);
  const begun = performance.now();
  const all = containers.map(({ id, name }) => ({ id, name, points: [] as UsageSeries["points"][number][] }));
  const following = Promise.all(
    all.map(async ({ id, points }) => {
      try {
        for await (const usage of operations.usages(id, either))
          points.push({ atMs: performance.now() - begun, usage });
      } catch (error) {
        const isOver = limit.aborted && !signal.aborted;
        if (!isOver && !(error instanceof Problem && error.code === "not-found")) throw error;
      }
    }),
  );
  const ended = following.then(() => "ended" as const);
  while ((await Promise.race([ended, pause(TELL_EVERY_MS)])) !== "ended") {
    const done = Math.min(spanMs, performance.now() - begun);
    yield {
      text: "Measuring",
      progress: { done: Math.round(done / 1000), total: Math.round(spanMs / 1000), unit: "steps" },
    };
  }
  return all;
}

function pause(ms: number): Promise<undefined> {
  // Core has no imports from Node; the timer is the platform's.
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

/** CPU above, memory below: of as many as colours tell apart, the busiest. */
export function usageChart(series: readonly UsageSeries[], host: string, spanMs: number): Chart {
  const measured = series.filter(({ points }) => points.length > 0);
  const busiest = measured.toSorted((a, b) => peak(b, "cpus") - peak(a, "cpus")).slice(0, MOST_LINES);
  const lines = (key: Measure): Line[] =>
    busiest.map(({ name, points }) => ({
      name,
      points: points.map(({ atMs, usage }) => ({ atMs, value: usage[key] })),
    }));
  const more = measured.length > busiest.length ? ` (the ${busiest.length} busiest of ${measured.length})` : "";
  return {
    title: `Usage on ${host}, ${Math.round(spanMs / 1000)} s${more}`,
    panels: [
      { title: "CPUs", lines: lines("cpus"), show: showCpus, isBinary: false },
      { title: "Memory", lines: lines("memoryBytes"), show: showBytes, isBinary: true },
    ],
    spanMs,
  };
}

export const CHART_COLUMNS: readonly string[] = ["Name", "CPUs, mean", "most", "Memory, mean", "most"];

/** The same in numbers, for who cannot see the picture. */
export function chartCells(series: UsageSeries): string[] {
  if (series.points.length === 0) return [series.name, "not measured", "", "", ""];
  return [
    series.name,
    mean(series, "cpus").toFixed(2),
    peak(series, "cpus").toFixed(2),
    showBytes(mean(series, "memoryBytes")),
    showBytes(peak(series, "memoryBytes")),
  ];
}

type Measure = "cpus" | "memoryBytes";

/** As many digits as steps of the axis have: 0.005, 0.25, 2. */
function showCpus(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function peak({ points }: UsageSeries, key: Measure): number {
  return Math.max(0, ...points.map(({ usage }) => usage[key]));
}

function mean({ points }: UsageSeries, key: Measure): number {
  return points.reduce((sum, { usage }) => sum + usage[key], 0) / Math.max(1, points.length);
}
