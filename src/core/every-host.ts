import type { Context } from "./command.ts";
import type { Host } from "./host.ts";
import { Problem } from "./problem.ts";

/** How long an overview waits for one host. */
const LIMIT_MS = 5_000;

type Asking = Pick<Context<{ readonly host?: string | undefined }>, "input" | "hosts" | "explain" | "signal">;

/** What each host said, and why the others said nothing. */
export interface Answers<T> {
  readonly answers: readonly { readonly host: Host; readonly answer: T }[];
  readonly silent: readonly { readonly host: string; readonly why: string }[];
}

/**
 * Asks the host that a line names, or every one on which the caller may ask this: `line` is what they would type for one. One
 * that is slow or dead is told of and holds up nobody for long. When none answers, or the one that was named does not, its
 * Problem is thrown.
 */
export async function askHosts<T>(
  { input, hosts, explain, signal }: Asking,
  line: (host: string) => string,
  ask: (host: Host, signal: AbortSignal) => Promise<T>,
): Promise<Answers<T>> {
  if (input.host !== undefined || hosts.all.length < 2) {
    const host = hosts.find(input.host);
    return { answers: [{ host, answer: await ask(host, signal) }], silent: [] };
  }
  const verdicts = await Promise.all(hosts.all.map(({ name }) => explain(line(name))));
  const open = hosts.all.filter((_, index) => verdicts[index]?.decision === "allow");
  // An approval was given for the usual one.
  const asked = open.length > 0 ? open : [hosts.find(undefined)];
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const outcomes = await Promise.allSettled(asked.map((host) => ask(host, limited)));
  signal.throwIfAborted();
  const answers: { host: Host; answer: T }[] = [];
  const silent: { host: string; why: string }[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const host = asked[index];
    if (!host) continue;
    if (outcome.status === "fulfilled") answers.push({ host, answer: outcome.value });
    else silent.push({ host: host.name, why: whySilent(outcome.reason, limited) });
  }
  const [first] = outcomes;
  if (answers.length === 0 && first?.status === "rejected") throw first.reason;
  return { answers, silent };
}

/** A failure that is ours is none of the host's, and ends the request. */
function whySilent(error: unknown, limited: AbortSignal): string {
  if (limited.aborted) return `did not answer within ${LIMIT_MS / 1000} s`;
  if (error instanceof Problem) return `did not answer: ${error.message}`;
  throw error;
}
