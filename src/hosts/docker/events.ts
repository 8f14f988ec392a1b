import { z } from "zod";
import type { ContainerEvent } from "#core/host.ts";
import type { Engine } from "./engine.ts";

/** How long one connection is listened on. Then a new one is made, which notices an engine that has gone silent. */
const SLICE_MS = 5 * 60_000;
const LONGEST_LINE = 1024 * 1024;

const Line = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
  timeNano: z.number(),
});

/**
 * What happens to the containers with these labels, as it happens; with `since` what happened from then on first, as far
 * as the engine still knows it (256 events, and none from before its own start).
 *
 * Ends after some minutes, or when the engine does; whoever wants more asks again, since the last event.
 */
export async function* containerEvents(
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  since: Date | undefined,
  signal: AbortSignal,
): AsyncGenerator<ContainerEvent> {
  const slice = AbortSignal.timeout(SLICE_MS);
  const filters = {
    type: ["container"],
    event: ["start", "die", "kill", "oom", "health_status"],
    label: Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  };
  // Without `since` the engine sends the head of its answer only with the first event; with it, at once too.
  const query = { filters, since: ((since ?? new Date()).getTime() / 1000).toFixed(3) };
  const limits = { withinMs: 2 * SLICE_MS, headersMs: 2 * SLICE_MS, idleMs: 2 * SLICE_MS };
  const question = { doing: "tell what happens", signal: AbortSignal.any([signal, slice]), ...limits };
  const pieces = engine.stream(question, (docker) => docker.getEvents({ _query: query }));
  try {
    for await (const line of lines(pieces)) {
      const event = understood(line);
      if (event) yield event;
    }
  } catch (error) {
    if (!slice.aborted || signal.aborted) throw error;
  }
}

/** The lines of an answer that goes on. */
export async function* lines(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces) {
    const found = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = (found.pop() ?? "").slice(0, LONGEST_LINE);
    yield* found.filter((line) => line.trim() !== "");
  }
}

/** Undefined for a line that is none of those we asked for: an event less must not end the watching. */
function understood(text: string): ContainerEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = Line.safeParse(value);
  if (!data) return undefined;
  const attributes = data.Actor.Attributes ?? {};
  // "health_status: unhealthy"
  const [action = "", detail] = data.Action.split(": ");
  if (!isKnown(action)) return undefined;
  const exitCode = Number(attributes["exitCode"]);
  return {
    action,
    containerId: data.Actor.ID,
    labels: attributes,
    at: new Date(data.timeNano / 1e6),
    exitCode: action === "die" && Number.isInteger(exitCode) ? exitCode : undefined,
    health: detail,
  };
}

function isKnown(action: string): action is ContainerEvent["action"] {
  return ["start", "die", "kill", "oom", "health_status"].includes(action);
}
