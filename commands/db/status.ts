import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { ContainerState } from "#core/host.ts";
import type { LeaseStatus } from "#core/lease.ts";
import { showMade } from "#core/made.ts";
import { findReadable, leaseInput } from "#core/own-lease.ts";
import type { Action, Reply } from "#core/reply.ts";
import { showBytes, showDuration } from "#core/units.ts";

export default defineCommand({
  summary: "Show how a database is doing",
  examples: [{ line: "/db status shop", does: "state, health, size, connections, memory and CPU" }],
  input: z.strictObject(leaseInput),
  effect: "read",
  access: "viewer",
  async *run(context) {
    yield statusReply(await context.leases.status(findReadable(context), context.signal), new Date());
  },
});

function statusReply(status: LeaseStatus, now: Date): Reply {
  const { lease, container, vitals, unhealthy } = status;
  return {
    ...headline(status),
    blocks: [
      {
        kind: "fields",
        fields: {
          State: container ? stateOf(container, now) : "gone",
          ...(vitals && {
            Health: "answers queries",
            Size: showBytes(vitals.sizeBytes),
            Connections:
              vitals.connectionsLimit === undefined
                ? String(vitals.connections)
                : `${vitals.connections} of ${vitals.connectionsLimit}`,
          }),
          ...(unhealthy !== undefined && { Health: `does not answer: ${unhealthy}` }),
          ...usage(status),
          ...(container && { Restarts: String(container.restarts) }),
          Runs: `${lease.database} ${vitals?.version ?? lease.version} (${lease.image}) on ${lease.host}`,
          Address: `${lease.address}:${lease.port}`,
          ...(lease.made && { Made: showMade(lease.made) }),
          Ends: lease.expiresAt ? lease.expiresAt.toISOString() : "when you remove it",
          Owner: lease.ownerName,
          ...(lease.sharedWith?.length && { "Shared with": lease.sharedWith.map(({ name }) => name).join(", ") }),
        },
      },
    ],
    actions: actions(lease.name, container),
  };
}

function headline({ lease, container, vitals, unhealthy }: LeaseStatus): Pick<Reply, "tone" | "title"> {
  if (!container) return { tone: "error", title: `${lease.name} is gone from ${lease.host}` };
  if (vitals) return { tone: "ok", title: `${lease.name} is well` };
  if (unhealthy !== undefined) return { tone: "error", title: `${lease.name} runs but does not answer` };
  return { tone: "warning", title: `${lease.name} is ${container.status}` };
}

function stateOf(container: ContainerState, now: Date): string {
  if (container.status === "running" && container.startedAt)
    return `running for ${showDuration(now.getTime() - container.startedAt.getTime())}`;
  if (container.status !== "exited") return container.status;
  const why = container.outOfMemory ? ", out of memory" : "";
  const when = container.finishedAt ? ` ${showDuration(now.getTime() - container.finishedAt.getTime())} ago` : "";
  return `stopped${when}, exit code ${container.exitCode}${why}`;
}

function usage({ stats, lease }: LeaseStatus): Record<string, string> {
  if (!stats) return {};
  const share = Math.round((100 * stats.memoryBytes) / stats.memoryLimitBytes);
  return {
    Memory: `${showBytes(stats.memoryBytes)} of ${showBytes(stats.memoryLimitBytes)} (${share} %)`,
    CPU: `${stats.cpus.toFixed(2)} of ${lease.cpus}`,
  };
}

function actions(name: string, container: ContainerState | undefined): Action[] {
  const power =
    container?.status === "running"
      ? { label: "Restart", command: `/db restart ${name}` }
      : { label: "Start", command: `/db start ${name}` };
  return [
    ...(container ? [power, { label: "Logs", command: `/db logs ${name}` }] : []),
    { label: "Remove", command: `/db down ${name}`, danger: true },
  ];
}
