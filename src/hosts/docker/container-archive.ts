import { Problem } from "#core/problem.ts";
import { showBytes } from "#core/units.ts";
import type { Engine } from "./engine.ts";
import { about } from "./lookup.ts";

/** A path of a container, started or not, as the engine's tar archive. It is read no further than it may be long. */
export async function archive(
  engine: Engine,
  id: string,
  path: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const question = { ...about(`read ${path} of`, id, signal), thing: `file ${path} in the container` };
  const parts: Buffer[] = [];
  let size = 0;
  const pieces = engine.stream(question, (docker) => docker.getContainer(id).getArchive({ _query: { path } }));
  for await (const piece of pieces) {
    size += piece.length;
    if (size > mostBytes) {
      throw new Problem("bad-input", `${path} is larger than ${showBytes(mostBytes)}, which is the most a chat gets.`, {
        hint: "Name a smaller part of it.",
      });
    }
    parts.push(piece);
  }
  return Buffer.concat(parts, size);
}
