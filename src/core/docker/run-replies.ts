import { z } from "zod";
import type { Started } from "../container-lease.ts";
import type { Databases } from "../database.ts";
import { isSecret, runWords } from "../docker-run/line.ts";
import type { RunPlan } from "../docker-run/plan.ts";
import type { Refusal } from "../docker-run/policy.ts";
import type { RunRequest } from "../docker-run/run-request.ts";
import type { Action, Block, Reply } from "../reply.ts";
import { duration, showDuration } from "../units.ts";
import { writeWords } from "../words.ts";
import { atHost } from "./at-host.ts";
import { showPorts } from "./container-table.ts";
import type { Held } from "./held-ports.ts";
import { jsonFile } from "./json-file.ts";
import { exitCode } from "./observed.ts";
import type { Known } from "./run-order.ts";
import { withoutSecrets } from "./secret-env.ts";

/** What of a line was ours, for lines that are made from it. */
export interface Asked {
  readonly host: string | undefined;
  readonly ttlMs: number | undefined;
}

/** A container that stays up. */
export function runningReply(
  { container, lease }: Started,
  plan: RunPlan,
  said: readonly string[],
  { host }: Asked,
): Reply {
  const { name, state } = container;
  const at = `${name}${atHost(host)}`;
  const { expiresAt } = lease;
  const health = container.health ? `, ${container.health.status}` : "";
  return {
    tone: "ok",
    title: `${name} is ${state}${health}`,
    blocks: [
      {
        kind: "fields",
        fields: {
          Line: plan.line,
          Image: container.image,
          Ports: showPorts(container.ports) || "none published",
          Ends: expiresAt
            ? `in ${showDuration(expiresAt.getTime() - lease.createdAt.getTime())}`
            : "when you remove it",
        },
      },
      ...texts(said),
      ...texts(plan.changes),
    ],
    actions: [
      { label: "Logs", command: `/docker logs ${at}` },
      { label: "Inspect", command: `/docker inspect ${at}` },
      { label: "Stop", command: `/docker stop ${at}` },
      { label: "Remove", command: `/docker rm ${at} --force`, danger: true },
    ],
  };
}

interface EndedHow {
  readonly known: Known;
  readonly databases: Databases;
  readonly said: readonly string[];
  readonly asked: Asked;
}

/** A container that has ended: well, or with its reason, its last lines and the line that works. */
export function endedReply(
  { container, log, removed }: Started,
  plan: RunPlan,
  { known, databases, said, asked }: EndedHow,
): Reply {
  const { name, exitCode: code } = container;
  const block: Block = { kind: "log", name: `${name}.log`, text: log, truncated: true };
  if (code === 0) {
    const title = `${name} ended by itself, with exit code 0${removed ? ", and is removed" : ""}`;
    return { tone: "ok", title, blocks: [echo(plan), ...(log === "" ? [] : [block]), ...texts(said)] };
  }
  const told = known.advice.filter(({ kind }) => kind !== "note").map(({ sentence }) => sentence);
  const reasons = told.length > 0 ? told : reasonOf(container, log, known, databases);
  const message = `${name} ended with exit code ${exitCode(container)}.`;
  const { right } = known;
  return {
    tone: "error",
    title: message,
    // The button's line has the variables as they were typed.
    ...(right && hasSecrets(right) && { audience: "caller" }),
    blocks: [
      block,
      echo(plan),
      { kind: "text", text: "It is removed again, so its name and ports are free." },
      ...texts(said),
    ],
    ...(right && { actions: [button("Run the corrected line", right, asked)] }),
    problem: {
      code: "container-exited",
      message: reasons.length === 0 ? message : reasons.join(" "),
      ...(right && hintOf(right, asked)),
    },
  };
}

/** Ports that others have: who, and the same line with free ones. */
export function portsTakenReply(
  held: readonly Held[],
  host: string,
  free: RunRequest | undefined,
  asked: Asked,
): Reply {
  const message = held.map(({ port, holder }) => `Port ${port} of ${host} is held by ${holder}.`).join(" ");
  return {
    tone: "error",
    title: message,
    ...(free && hasSecrets(free) && { audience: "caller" }),
    ...(free && { actions: [button("Run on the next free port", free, asked)] }),
    problem: { code: "port-taken", message, ...(free && hintOf(free, asked)) },
  };
}

/** What would be done, and nothing done: the decision, the equivalent line, the request. */
export function dryRunReply(plan: RunPlan & { readonly refused: readonly Refusal[] }, said: readonly string[]): Reply {
  const { name, platform, body } = plan.request;
  const refused = plan.refused.map(({ flag, why }) => `${flag} ${why}`);
  return {
    tone: refused.length === 0 ? "ok" : "warning",
    title: refused.length === 0 ? `${name} would be made` : `Policy refuses ${name}`,
    audience: "caller",
    blocks: [
      { kind: "fields", fields: { Policy: refused.length === 0 ? "allows it" : refused.join("\n"), Line: plan.line } },
      ...texts(said),
      ...texts(plan.changes),
      jsonFile("request.json", { name, platform, ...(withoutSecrets(body) as object) }),
    ],
  };
}

/** Why it ended, where its log tells: from the database's own knowledge of crashes. */
function reasonOf(
  container: Started["container"],
  log: string,
  { database, version }: Known,
  databases: Databases,
): readonly string[] {
  const { exitCode: code, outOfMemory, limits } = container;
  if (database === undefined) return outOfMemory ? ["It needed more memory than its limit: -m sets another."] : [];
  const crash = { exitCode: code, outOfMemory, memoryBytes: limits.memoryBytes, version, log };
  const found = databases.find(database).database.explainCrash(crash);
  // Hints that name another command's options would mislead here.
  return found ? [found.reason, ...(/\/db|--charset|Take the/.test(found.hint) ? [] : [found.hint])] : [];
}

/** The line to type next, unless it would be one with holes: then the button alone has it. */
function hintOf(request: RunRequest, asked: Asked): { readonly hint?: string } {
  return hasSecrets(request) ? {} : { hint: lineOf(request, asked) };
}

/** Ours stand first: behind them everything is Docker's. */
function lineOf(request: RunRequest, { host, ttlMs }: Asked): string {
  const ttl = ttlMs === undefined ? "" : ` --ttl ${z.encode(duration, ttlMs)}`;
  return `/docker run${ttl}${atHost(host)} ${writeWords(runWords(request, { hideSecrets: false }))}`;
}

function button(label: string, request: RunRequest, asked: Asked): Action {
  return { label, command: lineOf(request, asked) };
}

/** The line as it was read. */
function echo({ line }: RunPlan): Block {
  return { kind: "fields", fields: { Line: line } };
}

function hasSecrets({ options }: RunRequest): boolean {
  return (options.env ?? []).some(isSecret);
}

function texts(lines: readonly string[]): Block[] {
  return lines.length === 0 ? [] : [{ kind: "text", text: lines.join("\n") }];
}
