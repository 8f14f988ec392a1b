import type { CrashReason } from "#core/database.ts";
import type { ContainerState } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import type { Reply } from "#core/reply.ts";
import { showBytes } from "#core/units.ts";

// What a channel is told when something happens to a container that nobody asked for.

export interface CrashEvidence {
  readonly container: ContainerState | undefined;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly log: string;
  readonly reason: CrashReason | undefined;
}

export function crashed(lease: Lease, { container, exitCode, outOfMemory, log, reason }: CrashEvidence): Reply {
  const { name } = lease;
  const back = container?.status === "running" || container?.status === "restarting";
  const cause = outOfMemory
    ? `it needed more than its ${showBytes(lease.memoryBytes)} of memory`
    : `exit code ${exitCode}`;
  return {
    tone: "error",
    title: `${name} crashed: ${cause}`,
    blocks: [
      {
        kind: "fields",
        fields: {
          "Exit code": String(exitCode),
          "Out of memory": outOfMemory ? "yes" : "no",
          Now: back ? "the host starts it again" : (container?.status ?? "gone"),
        },
      },
      ...(reason ? [{ kind: "text" as const, text: `${reason.reason} ${reason.hint}` }] : []),
      ...(log === "" ? [] : [{ kind: "log" as const, name: `${name}.log`, text: log, truncated: true }]),
    ],
    actions: actions(name),
  };
}

export function loops({ name }: Lease, deaths: number): Reply {
  return {
    tone: "error",
    title: `${name} is in a restart loop: it died ${deaths} times in ten minutes`,
    blocks: [{ kind: "text", text: "Nothing more is said about it until it is stable again." }],
    actions: [{ label: "Stop it", command: `/db stop ${name}` }, ...actions(name)],
  };
}

export function stable({ name }: Lease): Reply {
  return {
    tone: "ok",
    title: `${name} is stable again`,
    actions: [{ label: "Status", command: `/db status ${name}` }],
  };
}

export function unhealthy({ name }: Lease): Reply {
  return { tone: "error", title: `${name} is unhealthy, says its own health check`, actions: actions(name) };
}

function actions(name: string) {
  return [
    { label: "Restart", command: `/db restart ${name}` },
    { label: "Logs", command: `/db logs ${name}` },
    { label: "Down", command: `/db down ${name}`, danger: true },
  ];
}
