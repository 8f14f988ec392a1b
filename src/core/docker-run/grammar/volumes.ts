import { nearest } from "../../suggest.ts";
import { badValue } from "./bad-value.ts";

/** `-v source:/target:options`. Without a source it is an anonymous volume. `source` is a volume's name or a path of the host. */
export interface Volume {
  readonly source?: string | undefined;
  readonly target: string;
  readonly options?: string | undefined;
}

export interface Tmpfs {
  readonly target: string;
  readonly options: string;
}

/** A volume's, container's or network's name, as the engine takes it: moby, RestrictedNamePattern. */
export const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

export function readVolume(text: string): Volume {
  if (/^[a-zA-Z]:[\\/]/.test(text) || text.startsWith("\\\\")) {
    throw badValue(
      "this is a path of Windows; the host's folders are Linux's. Use a named volume: data:/path/in/container.",
    );
  }
  const [first = "", target, options, ...more] = text.split(":");
  if (target === undefined) return { target: readTarget(first, `${first}:/path/in/container`) };
  if (more.length > 0) throw badValue("too many colons; expected source:/path/in/container:options.");
  if (first === "" || target === "" || options === "") throw badValue("there is nothing between two colons.");
  checkSource(first);
  readTarget(target, "data:/path/in/container");
  if (options !== undefined) checkOptions(options);
  return { source: first, target, ...(options !== undefined && { options }) };
}

export function writeVolume({ source, target, options }: Volume): string {
  return [source, target, options].filter((part) => part !== undefined).join(":");
}

/** `/path[:options]`, as `--tmpfs /run:rw,noexec,size=64m`. */
export function readTmpfs(text: string): Tmpfs {
  const at = text.indexOf(":");
  const target = at === -1 ? text : text.slice(0, at);
  const options = at === -1 ? "" : text.slice(at + 1);
  readTarget(target, "/run:size=64m");
  for (const option of options === "" ? [] : options.split(",")) {
    const [name = ""] = option.split("=");
    if (TMPFS_OPTIONS.includes(name)) continue;
    const meant = nearest(name, TMPFS_OPTIONS);
    throw badValue(
      `tmpfs has no option "${name.slice(0, 40)}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
    );
  }
  return { target, options };
}

export function writeTmpfs({ target, options }: Tmpfs): string {
  return options === "" ? target : `${target}:${options}`;
}

/** A bind mount is by path, everything else by name: docker/cli, volumespec isFilePath. */
export function isHostPath(source: string): boolean {
  return /^[./~\\]/.test(source);
}

export function checkSource(source: string): void {
  if (/\$|`/.test(source)) {
    throw badValue(
      "no shell reads this line, so nothing replaces the $ in it. Write the path or a volume's name itself.",
    );
  }
  if (/^[.~]/.test(source)) {
    throw badValue(
      "relative paths are relative to a folder of yours, which the host does not have. Use a named volume: data:/path/in/container.",
    );
  }
  if (source.startsWith("/") || NAME.test(source)) return;
  throw badValue(
    `"${source.slice(0, 60)}" is neither a path nor a name; a volume's name has two or more of the letters a–z and A–Z, digits, "_", "." and "-".`,
  );
}

function readTarget(target: string, example: string): string {
  if (!target.startsWith("/")) {
    throw badValue(
      `"${target.slice(0, 60)}" is no absolute path in the container. Did you mean ${example.slice(0, 100)}?`,
    );
  }
  if (/^\/(?:[/.]|\/\.)*$/.test(target)) throw badValue("nothing can be mounted over the container's whole root.");
  return target;
}

function checkOptions(options: string): void {
  for (const option of options.split(",")) {
    if (VOLUME_OPTIONS.includes(option)) continue;
    const meant = nearest(option, VOLUME_OPTIONS);
    throw badValue(
      `a mount has no option "${option.slice(0, 40)}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
    );
  }
}

// moby, volume/mounts/linux_parser.go
const VOLUME_OPTIONS =
  "ro rw z Z nocopy consistent cached delegated private rprivate shared rshared slave rslave".split(" ");
// moby, daemon/pkg/opts and sys/mount flags
const TMPFS_OPTIONS =
  "rw ro noexec exec nosuid suid nodev dev size mode uid gid nr_inodes nr_blocks mpol noatime atime relatime norelatime strictatime nostrictatime nodiratime diratime sync async dirsync remount mand nomand defaults private rprivate shared rshared slave rslave unbindable runbindable".split(
    " ",
  );
