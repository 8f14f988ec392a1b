import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { constants } from "node:fs";
import type { ContainerFile } from "#core/host.ts";
import type { Inspected } from "./answers.ts";

/**
 * Where an engine with its own root, and without user namespaces (they add `UID.GID` to the path, and shift every owner),
 * keeps a volume. Names of volumes are unique to what they are for, so a folder of that name is the engine's, not one of
 * another machine's behind a forwarded socket.
 */
const FOLDER = /^\/var\/lib\/docker\/volumes\/[\w.-]+\/_data$/;

/** Not through a link, and not into a file that is there: whoever runs in the container may have put it in the way. */
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Puts files into the volume that is mounted at this place of a container, when the bot may write where the engine keeps it: as
 * root on the engine's machine. The engine would start a process to unpack them, which is half of what a claim takes.
 *
 * Each file appears whole, in place of one that was there.
 *
 * @returns false when it cannot be done this way; nothing else of this container has changed.
 */
export async function putIntoVolume(
  mounts: Inspected["Mounts"],
  folder: string,
  files: readonly ContainerFile[],
): Promise<boolean> {
  const mount = mounts.find(({ Type, Destination }) => Type === "volume" && Destination === folder);
  const path = mount?.Source;
  if (path === undefined || !FOLDER.test(path)) return false;
  try {
    for (const file of files) await replace(path, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return false;
    throw error;
  }
}

async function replace(folder: string, { name, content, mode, uid, gid }: ContainerFile): Promise<void> {
  const draft = `${folder}/.${randomBytes(8).toString("hex")}`;
  try {
    await using file = await open(draft, NEW, 0o600);
    await file.writeFile(content.reveal());
    await file.chown(uid, gid);
    await file.chmod(mode);
    await rename(draft, `${folder}/${name}`);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
