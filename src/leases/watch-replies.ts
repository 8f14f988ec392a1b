import type { CrashReason } from "#core/database.ts";
import type { ContainerState } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import type { Reply } from "#core/reply.ts";
import { showBytes } from "#core/units.ts";
import { linesOf } from "./kind.ts";

// What a channel is told when something happens to a container that nobody asked for.

export interface CrashEvidence {
  readonly container: ContainerState | undefined;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly log: string;
  readonly reason: CrashReason | undefined;
}

/** One whose program is done has not crashed; a database never is. */
export function died(lease: Lease, evidence: CrashEvidence): Reply {
  const isDone = lease.kind === "container" && evidence.exitCode === 0;
  return isDone ? done(lease, evidence) : crashed(lease, evidence);
}

function crashed(lease: Lease, { container, exitCode, outOfMemory, log, reason }: CrashEvidence): Reply {
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
    actions: actions(lease),
  };
}

/** It ended while nobody could see it, and runs again. */
export function restarted(lease: Lease): Reply {
  return {
    tone: "warning",
    title: `${lease.name} was restarted while ${lease.host} was out of reach`,
    blocks: [{ kind: "text", text: "Who was connected has to connect again. Nobody saw how it ended." }],
    actions: actions(lease),
  };
}

/** Its engine had stopped it, and nobody else had. */
export function back({ name, host, kind, ...lease }: Lease): Reply {
  const { status, stop } = linesOf({ name, host, kind, ...lease });
  return {
    tone: "ok",
    title: `${name} is back`,
    blocks: [
      {
        kind: "text",
        text: `Docker on ${host} was cut off, and stopped it when it came back. Who was connected has to connect again.`,
      },
    ],
    actions: [
      { label: "Status", command: status },
      { label: "Stop it", command: stop },
    ],
  };
}

/** `why` it could not be started again; undefined: it was not to be. */
export function stoppedByEngine(lease: Lease, why: string | undefined): Reply {
  const { start, logs } = linesOf(lease);
  return {
    tone: why === undefined ? "warning" : "error",
    title: `${lease.name} was stopped, as Docker on ${lease.host} was cut off`,
    blocks: [{ kind: "text", text: why ?? "It has no restart policy, so it stays as it is." }],
    actions: [
      { label: "Start", command: start },
      { label: "Logs", command: logs },
    ],
  };
}

function done({ name, removeWhenEnded }: Lease, { log }: CrashEvidence): Reply {
  return {
    tone: "ok",
    title: `${name} ended by itself, with exit code 0${removeWhenEnded ? ", and is removed" : ""}`,
    ...(log !== "" && { blocks: [{ kind: "log", name: `${name}.log`, text: log, truncated: true }] }),
  };
}

export function loops(lease: Lease, deaths: number): Reply {
  const { name } = lease;
  return {
    tone: "error",
    title: `${name} is in a restart loop: it died ${deaths} times in ten minutes`,
    blocks: [{ kind: "text", text: "Nothing more is said about it until it is stable again." }],
    actions: [{ label: "Stop it", command: linesOf(lease).stop }, ...actions(lease)],
  };
}

export function stable(lease: Lease): Reply {
  return {
    tone: "ok",
    title: `${lease.name} is stable again`,
    actions: [{ label: "Status", command: linesOf(lease).status }],
  };
}

export function unhealthy(lease: Lease): Reply {
  return { tone: "error", title: `${lease.name} is unhealthy, says its own health check`, actions: actions(lease) };
}

function actions(lease: Lease) {
  // Of a container that its end removes nothing is left to be restarted.
  if (lease.removeWhenEnded) return [];
  const { restart, logs, remove } = linesOf(lease);
  return [
    { label: "Restart", command: restart },
    { label: "Logs", command: logs },
    { label: "Down", command: remove, danger: true },
  ];
}
