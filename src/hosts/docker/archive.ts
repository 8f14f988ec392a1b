import type { ContainerFile } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Inspected } from "./answers.ts";
import type { Engine } from "./engine.ts";
import { about, exactId, lookup } from "./lookup.ts";
import { putIntoVolume } from "./own-volume.ts";

/**
 * Puts files into a folder of a container, started or not, with their owner and mode.
 *
 * The folder must exist or be a mount; a volume that is mounted there receives them, so they are neither part of the
 * image nor of `docker export`, and a read-only root is no obstacle.
 */
export async function putFiles(
  engine: Engine,
  name: string,
  folder: string,
  files: readonly ContainerFile[],
  signal: AbortSignal,
): Promise<void> {
  if (!/^(?:\/[\w.-]+)+$/.test(folder)) throw new Problem("bad-input", `"${folder}" is not an absolute path.`);
  const id = await exactId(engine, name, signal);
  // Whatever is wrong with this answer, the engine's own way meets it too, or does without.
  const there = engine.connection.local ? await lookup(engine, id, signal).catch(() => undefined) : undefined;
  await putFilesInto(engine, { name, id, mounts: there?.Mounts ?? [] }, folder, files, signal);
}

/** The same, into one whose mounts are known. */
export async function putFilesInto(
  engine: Engine,
  container: { readonly name: string; readonly id: string; readonly mounts: Inspected["Mounts"] },
  folder: string,
  files: readonly ContainerFile[],
  signal: AbortSignal,
): Promise<void> {
  const tar = toTar(files);
  if (engine.connection.local && (await putIntoVolume(container.mounts, folder, files))) return;
  const question = about("put files into", container.name, signal);
  await engine.tell(question, (docker) =>
    docker.getContainer(container.id).putArchive(tar, { _query: { path: folder } }),
  );
}

/** Makes a folder in a container's own layer; those above it are there, or root's. */
export async function makeFolder(
  engine: Engine,
  name: string,
  path: string,
  owner: Pick<ContainerFile, "mode" | "uid" | "gid">,
  signal: AbortSignal,
): Promise<void> {
  if (!/^(?:\/[\w.-]+)+$/.test(path)) throw new Problem("bad-input", `"${path}" is not an absolute path.`);
  const id = await exactId(engine, name, signal);
  const tar = Buffer.concat([
    header({ ...owner, name: `${path.slice(1)}/` }, 0, FOLDER),
    Buffer.alloc(2 * BLOCK_BYTES),
  ]);
  const question = about("make a folder in", name, signal);
  await engine.tell(question, (docker) => docker.getContainer(id).putArchive(tar, { _query: { path: "/" } }));
}

const BLOCK_BYTES = 512;
/** Kinds of entries. */
const FILE = "0";
const FOLDER = "5";

/**
 * The files as a tar archive, whole: what is put this way is small. The format is POSIX ustar (pax, "ustar Interchange
 * Format"): a block of fixed fields in octal, the content filled up to whole blocks, two empty blocks at the end.
 */
export function toTar(files: readonly ContainerFile[]): Buffer {
  const parts = files.flatMap((file) => {
    if (!/^[\w.-]{1,100}$/.test(file.name) || file.name === "." || file.name === "..") {
      throw new Problem("bad-input", `"${file.name}" is not the name of a file.`);
    }
    const content = Buffer.from(file.content.reveal());
    return [header(file, content.length, FILE), content, Buffer.alloc(-content.length & (BLOCK_BYTES - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function header({ name, mode, uid, gid }: Omit<ContainerFile, "content">, size: number, kind: string): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, digits: number) =>
    block.write(value.toString(8).padStart(digits, "0"), at, "latin1");
  block.write(name, 0, "latin1");
  octal(mode, 100, 7);
  octal(uid, 108, 7);
  octal(gid, 116, 7);
  octal(size, 124, 11);
  octal(Math.floor(Date.now() / 1000), 136, 11);
  // The sum is taken with spaces in its own place.
  block.write(`        ${kind}`, 148, "latin1");
  block.write("ustar\u000000", 257, "latin1");
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  block.write("\u0000 ", 154, "latin1");
  return block;
}
