import type { LogOptions } from "#core/host.ts";
import { Demultiplexer } from "./demultiplex.ts";
import type { Engine } from "./engine.ts";
import { about, exactId } from "./lookup.ts";
import { Tail } from "./tail.ts";

const MOST_BYTES = 1024 * 1024;

/** The last lines of both outputs, in the order they were written. The engine reads its file from the end. */
export async function readLogs(
  engine: Engine,
  name: string,
  options: LogOptions,
  signal: AbortSignal,
): Promise<string> {
  const id = await exactId(engine, name, signal);
  const query = {
    stdout: true,
    stderr: true,
    tail: Math.max(0, Math.trunc(options.tail)),
    since: options.since && options.since.getTime() / 1000,
  };
  const pieces = engine.stream(about("read the log of", name, signal), (docker) =>
    docker.getContainer(id).logs({ _query: query, follow: true }),
  );
  const log = new Tail(MOST_BYTES);
  const frames = new Demultiplexer();
  for await (const piece of pieces) for (const part of frames.push(piece)) log.push(part);
  return log.toString();
}
