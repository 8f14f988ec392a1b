import type { CreateRequest } from "./create-body.ts";
import type { Hardened } from "./harden.ts";
import { harden } from "./harden.ts";
import { runLine } from "./line.ts";
import { checkPolicy, refusals } from "./policy.ts";
import type { Refusal } from "./policy.ts";
import { createRequest } from "./request.ts";
import type { RunContext, RunPolicy } from "./run-policy.ts";
import type { RunRequest } from "./run-request.ts";

/** What would be done for a line, down to the request: for running it, and for showing it (`--dry-run`). */
export interface RunPlan extends Hardened {
  /** The equivalent `docker run` line, with secrets hidden. */
  readonly line: string;
}

/** Throws a Problem "not-allowed" that names every flag policy refuses. */
export function planRun(request: RunRequest, policy: RunPolicy, context: RunContext): RunPlan {
  const hardened = harden(createRequest(request), context);
  const body = checkPolicy(hardened.request.body, policy, context);
  const create: CreateRequest = { ...hardened.request, body };
  return { ...hardened, request: create, line: runLine(request, { hideSecrets: true }) };
}

/** The same for `--dry-run`, which shows policy's decision rather than ending with it. */
export function previewRun(
  request: RunRequest,
  policy: RunPolicy,
  context: RunContext,
): RunPlan & { readonly refused: readonly Refusal[] } {
  const hardened = harden(createRequest(request), context);
  const refused = refusals(hardened.request.body, policy, context);
  return { ...hardened, refused, line: runLine(request, { hideSecrets: true }) };
}
