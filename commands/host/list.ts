import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { showBytes } from "#core/units.ts";

/** How long the overview waits for one host. */
const limitMs = 5_000;

export default defineCommand({
  summary: "List the hosts databases can run on",
  examples: [{ line: "/host list", does: "each with its engine, or why it does not answer; WSL's distributions" }],
  input: z.strictObject({}),
  effect: "read",
  access: "viewer",
  async *run({ hosts, signal }) {
    const [rows, there] = await Promise.all([
      Promise.all(hosts.all.map((host) => row(host, signal))),
      distributions(hosts.all, signal),
    ]);
    yield {
      tone: rows.every((cells) => cells[2] === "reachable") ? "ok" : "warning",
      title: rows.length === 1 ? "1 host" : `${rows.length} hosts`,
      blocks: [
        {
          kind: "table",
          columns: ["Host", "Kind", "State", "Engine", "API", "CPUs", "Memory", "Running", "Ping"],
          rows,
        },
        ...(there.length === 0
          ? []
          : [{ kind: "table", columns: ["WSL distribution", "State"], rows: there } as const]),
      ],
    };
  },
});

async function row(host: Host, signal: AbortSignal): Promise<string[]> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    const engine = await host.describe(limited);
    return [
      host.name,
      host.kind,
      "reachable",
      engine.engineVersion,
      engine.apiVersion,
      String(engine.cpus),
      showBytes(engine.memoryBytes),
      String(engine.containersRunning),
      `${Math.round(engine.latencyMs)} ms`,
    ];
  } catch (error) {
    if (signal.aborted || !(limited.aborted || error instanceof Problem)) throw error;
    const why = error instanceof Problem ? error.message : `does not answer within ${limitMs / 1000} s`;
    return [host.name, host.kind, why, "", "", "", "", "", ""];
  }
}

/** What HOSTS could name, and what runs: of the one Windows machine that all hosts of this kind are on. */
async function distributions(hosts: readonly Host[], signal: AbortSignal): Promise<string[][]> {
  const power = hosts.find((host) => host.power)?.power;
  if (!power) return [];
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const late = Promise.withResolvers<never>();
  limited.addEventListener("abort", () => late.reject(limited.reason), { once: true });
  try {
    // Raced: a program that hangs may take longer to end than the list may take.
    const all = await Promise.race([power.distributions(limited), late.promise]);
    return all.map(({ name, running }) => [name, running ? "running" : "stopped"]);
  } catch (error) {
    if (signal.aborted || !(limited.aborted || error instanceof Problem)) throw error;
    const why = error instanceof Problem ? error.message : `WSL does not answer within ${limitMs / 1000} s`;
    return [["", why]];
  }
}
