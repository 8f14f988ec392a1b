import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { Context } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { measureAll } from "#core/docker/measure.ts";
import { pickContainer } from "#core/docker/pick.ts";
import { CHART_COLUMNS, chartCells, followUsage, usageChart } from "#core/docker/usage-chart.ts";
import { usageCells, USAGE_COLUMNS } from "#core/docker/usage-table.ts";
import type { Block } from "#core/reply.ts";
import { working } from "#core/reply.ts";
import { duration, showDuration } from "#core/units.ts";

const SHORTEST_CHART_MS = 5_000;
const LONGEST_CHART_MS = 5 * 60_000;

export default defineCommand({
  summary: "Show what containers use, each against its limits",
  examples: [
    { line: "/docker stats", does: "all that run" },
    { line: "/docker stats web db", does: "these two" },
    { line: "/docker stats web --chart 30s", does: "measures for half a minute and draws it" },
  ],
  input: z.strictObject({
    names: z.array(z.string()).optional().meta({
      positional: true,
      description: "which ones; default: all that run",
      placeholder: "container",
      suggest: "containers",
    }),
    chart: duration.optional().meta({ description: "measure for this long and draw it, from 5s to 5m" }),
    ...hostInput,
  }),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { input, hosts, signal } = context;
    const host = hosts.find(input.host);
    const names = input.names ?? [];
    const rows = await host.operations.list({ all: names.length > 0, filters: {} }, signal);
    const asked = names.length === 0 ? rows : names.map((name) => pickContainer(rows, name, host.name));
    const running = asked.filter(({ state }) => state === "running");
    const idle = asked.filter(({ state }) => state !== "running").map(({ name, state }) => `${name} is ${state}`);
    const title = running.length === 1 ? "1 container runs" : `${running.length || "No"} containers run`;
    const rest: Block[] = idle.length > 0 ? [{ kind: "text", text: `${idle.join(", ")}.` }] : [];
    if (input.chart !== undefined && running.length > 0) {
      const drawn = yield* chart(
        context,
        running,
        Math.min(LONGEST_CHART_MS, Math.max(SHORTEST_CHART_MS, input.chart)),
      );
      yield { tone: "ok", title, blocks: [...drawn, ...rest] };
      return;
    }
    const measured = await measureAll(running, host.operations, signal);
    const table: Block = { kind: "table", columns: USAGE_COLUMNS, rows: measured.map(usageCells) };
    yield { tone: "ok", title, blocks: [...(measured.length > 0 ? [table] : []), ...rest] };
  },
});

type Asked = Context<{ readonly host?: string | undefined }>;

async function* chart(
  { input, hosts, draw, signal }: Asked,
  running: readonly { readonly id: string; readonly name: string }[],
  spanMs: number,
) {
  const host = hosts.find(input.host);
  const steps = followUsage(running, host.operations, spanMs, signal);
  const series = yield* working(`Measuring ${running.length} for ${showDuration(spanMs)}`, steps);
  const table: Block = { kind: "table", columns: CHART_COLUMNS, rows: series.map(chartCells) };
  if (series.every(({ points }) => points.length === 0)) return [table];
  const png = await draw(usageChart(series, host.name, spanMs));
  const alt = `CPUs and memory of ${running.map(({ name }) => name).join(", ")} over ${showDuration(spanMs)}`;
  const image: Block = { kind: "image", name: "usage.png", png, alt };
  return [image, table];
}
