import type { Host } from "../host.ts";
import type { ContainerDetail } from "../operations.ts";
import { Problem } from "../problem.ts";
import type { Action, Reply } from "../reply.ts";

/**
 * The answer to a following that the engine ended, `seen` being what was read. A log that ends says nothing of its
 * container: an engine that stops may end it just as well, so the container is looked at.
 */
export async function afterFollowing(
  seen: Reply,
  { name, id }: ContainerDetail,
  { host, again, signal }: { readonly host: Host; readonly again: Action; readonly signal: AbortSignal },
): Promise<Reply> {
  try {
    const now = await host.operations.inspect(id, signal);
    if (now?.state !== "running") return seen;
    return { ...seen, tone: "warning", title: `${name} runs on, but ${host.name} ended its log`, actions: [again] };
  } catch (error) {
    return brokenOff(seen, error, again);
  }
}

/** The answer to a following that broke: why, beside what was read until then. Anything but a Problem is thrown. */
export function brokenOff(seen: Reply | undefined, error: unknown, again: Action): Reply {
  if (!seen || !(error instanceof Problem)) throw error;
  const { code, message, hint } = error;
  const problem = { code, message, ...(hint !== undefined && { hint }) };
  return { ...seen, tone: "error", title: message, problem, actions: [again] };
}
