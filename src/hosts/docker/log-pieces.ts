import type { LogQuery } from "#core/operations.ts";
import { Demultiplexer } from "./demultiplex.ts";
import type { Engine } from "./engine.ts";
import { about } from "./lookup.ts";

/** A silent container is no stalled engine; how long somebody follows is theirs to bound, by the signal. */
const FOLLOW_MS = 60 * 60_000;

/** A container's log as it comes. Nothing is kept, so its size costs no memory; the engine reads a tail from the end. */
export async function* logPieces(
  engine: Engine,
  id: string,
  { tail, since, until, timestamps, follow }: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const query = {
    stdout: true,
    stderr: true,
    tail: tail === undefined ? "all" : Math.max(0, Math.trunc(tail)),
    since: since && since.getTime() / 1000,
    until: until && until.getTime() / 1000,
    timestamps,
    follow,
  };
  const limits = follow === true ? { withinMs: FOLLOW_MS, idleMs: FOLLOW_MS, headersMs: FOLLOW_MS } : {};
  const pieces = engine.stream({ ...about("read the log of", id, signal), ...limits }, (docker) =>
    docker.getContainer(id).logs({ _query: query, follow: true }),
  );
  const frames = new Demultiplexer();
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    for (const part of frames.push(piece)) yield decoder.decode(part, { stream: true });
  }
}
