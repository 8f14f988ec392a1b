import type { Databases } from "../database.ts";
import { isSecret, runWords } from "../docker-run/line.ts";
import type { RunPlan } from "../docker-run/plan.ts";
import type { Refusal } from "../docker-run/policy.ts";
import type { RunRequest } from "../docker-run/run-request.ts";
import type { Action, Block, Reply } from "../reply.ts";
import { writeWords } from "../words.ts";
import { showPorts } from "./container-table.ts";
import type { Held } from "./held-ports.ts";
import { exitCode } from "./observed.ts";
import type { Known } from "./run-order.ts";
import type { Started } from "./run-start.ts";
import { withoutSecrets } from "./secret-env.ts";

/** A container that stays up. */
export function runningReply({ container }: Started, plan: RunPlan, said: readonly string[]): Reply {
  const { name, state } = container;
  const health = container.health ? `, ${container.health.status}` : "";
  return {
    tone: "ok",
    title: `${name} is ${state}${health}`,
    blocks: [
      {
        kind: "fields",
        fields: { Image: container.image, Ports: showPorts(container.ports) || "none published" },
      },
      ...texts(said),
      ...texts(plan.changes),
    ],
    actions: [
      { label: "Logs", command: `/docker logs ${name}` },
      { label: "Inspect", command: `/docker inspect ${name}` },
      { label: "Stop", command: `/docker stop ${name}` },
      { label: "Remove", command: `/docker rm ${name}`, danger: true },
    ],
  };
}

/** A container that has ended: well, or with its reason, its last lines and the line that works. */
export function endedReply(
  { container, log, removed }: Started,
  known: Known,
  databases: Databases,
  said: readonly string[],
): Reply {
  const { name, exitCode: code } = container;
  const block: Block = { kind: "log", name: `${name}.log`, text: log, truncated: true };
  if (code === 0) {
    const title = `${name} ended by itself, with exit code 0${removed ? ", and is removed" : ""}`;
    return { tone: "ok", title, blocks: [...(log === "" ? [] : [block]), ...texts(said)] };
  }
  const told = known.advice.filter(({ kind }) => kind !== "note").map(({ sentence }) => sentence);
  const reasons = told.length > 0 ? told : reasonOf(container, log, known, databases);
  const message = `${name} ended with exit code ${exitCode(container)}.`;
  const { right } = known;
  const hint = right ? lineOf(right, true) : undefined;
  return {
    tone: "error",
    title: message,
    // The button's line has the variables as they were typed.
    ...(right && hasSecrets(right) && { audience: "caller" }),
    blocks: [
      ...texts(reasons),
      block,
      { kind: "text", text: "It is removed again, so its name and ports are free." },
      ...texts(said),
    ],
    ...(right && { actions: [button("Run the corrected line", right)] }),
    problem: {
      code: "container-exited",
      message: [message, ...reasons].join(" "),
      ...(hint !== undefined && { hint }),
    },
  };
}

/** Ports that others have: who, and the same line with free ones. */
export function portsTakenReply(held: readonly Held[], host: string, free: RunRequest | undefined): Reply {
  const message = held.map(({ port, holder }) => `Port ${port} of ${host} is held by ${holder}.`).join(" ");
  return {
    tone: "error",
    title: message,
    ...(free && hasSecrets(free) && { audience: "caller" }),
    ...(free && { actions: [button("Run on the next free port", free)] }),
    problem: { code: "port-taken", message, ...(free && { hint: lineOf(free, true) }) },
  };
}

/** What would be done, and nothing done: the decision, the equivalent line, the request. */
export function dryRunReply(plan: RunPlan & { readonly refused: readonly Refusal[] }, said: readonly string[]): Reply {
  const { name, platform, body } = plan.request;
  const json = JSON.stringify({ name, platform, ...(withoutSecrets(body) as object) }, null, 2);
  const refused = plan.refused.map(({ flag, why }) => `${flag} ${why}`);
  return {
    tone: refused.length === 0 ? "ok" : "warning",
    title: refused.length === 0 ? `${name} would be made` : `Policy refuses ${name}`,
    audience: "caller",
    blocks: [
      { kind: "fields", fields: { Policy: refused.length === 0 ? "allows it" : refused.join("\n"), Line: plan.line } },
      ...texts(said),
      ...texts(plan.changes),
      { kind: "file", name: "request.json", bytes: new TextEncoder().encode(json) },
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

function lineOf(request: RunRequest, hideSecrets: boolean): string {
  return `/docker run ${writeWords(runWords(request, { hideSecrets }))}`;
}

function button(label: string, request: RunRequest): Action {
  return { label, command: lineOf(request, false) };
}

function hasSecrets({ options }: RunRequest): boolean {
  return (options.env ?? []).some(isSecret);
}

function texts(lines: readonly string[]): Block[] {
  return lines.length === 0 ? [] : [{ kind: "text", text: lines.join("\n") }];
}
