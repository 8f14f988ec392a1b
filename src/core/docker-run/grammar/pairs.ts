import { badValue } from "./bad-value.ts";
import { splitPair } from "./csv.ts";

/** `-e`, `-l`, `--log-opt` and the like: a name and its value. */
export interface Pair {
  readonly name: string;
  readonly value: string;
}

export function writePair({ name, value }: Pair): string {
  return `${name}=${value}`;
}

/** `NAME=value`. A name alone would mean "as in my environment", and ours is not theirs. */
export function readVariable(text: string): Pair {
  const [name, value] = splitPair(text);
  if (name === "") throw badValue("the variable has no name; expected NAME=value.");
  if (value === undefined) {
    throw badValue(
      `without a value Docker takes the variable from the environment of whoever runs it, which here would be the bot's and not yours. Write ${name.slice(0, 60)}=value.`,
    );
  }
  return { name, value };
}

/** `key[=value]`: the key without spaces. */
export function readLabel(text: string): Pair {
  const [name, value = ""] = splitPair(text);
  if (name.replace(/^[ \t]+/, "") === "") throw badValue("the label has no name; expected name=value.");
  if (/[ \t]/.test(name)) throw badValue("a label's name has no spaces in it.");
  return { name, value };
}

/** `key=value` where the CLI takes a key alone as one with an empty value. */
export function readOption(text: string): Pair {
  const [name, value = ""] = splitPair(text);
  if (name === "") throw badValue("expected name=value.");
  return { name, value };
}

export function readStorageOption(text: string): Pair {
  const [name, value] = splitPair(text);
  if (value === undefined || name === "") throw badValue("expected name=value, as size=10G.");
  return { name, value };
}

/** The settings of the kernel that belong to a container's own namespaces; others would be the host's. docker/cli opts.go. */
export function readSysctl(text: string): Pair {
  const [name, value] = splitPair(text);
  if (value === undefined) throw badValue("expected name=value, as net.core.somaxconn=1024.");
  if (!SYSCTLS.includes(name) && !/^(?:net|fs\.mqueue)\./.test(name)) {
    throw badValue(
      "Docker sets only settings of the container's own namespaces: net.*, fs.mqueue.*, kernel.msg* and kernel.shm*.",
    );
  }
  return { name, value };
}

export interface Ulimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** `nofile=1024:2048`; one number is both; -1 is no limit. */
export function readUlimit(text: string): Ulimit {
  const [name, limits] = splitPair(text);
  if (limits === undefined) throw badValue("expected name=soft[:hard], as nofile=1024:2048.");
  if (!ULIMITS.includes(name)) throw badValue(`there is no limit of this name; there are ${ULIMITS.join(", ")}.`);
  const numbers = limits.split(":").map((limit) => (/^[+-]?\d{1,19}$/.test(limit) ? Number(limit) : Number.NaN));
  const [soft = Number.NaN, hard = soft, ...more] = numbers;
  if (more.length > 0 || !Number.isSafeInteger(soft) || !Number.isSafeInteger(hard)) {
    throw badValue("expected whole numbers, as nofile=1024:2048; -1 is no limit.");
  }
  if (hard !== -1 && (soft === -1 || soft > hard))
    throw badValue("the soft limit comes first and is at most the hard one.");
  return { name, soft, hard };
}

export function writeUlimit({ name, soft, hard }: Ulimit): string {
  return soft === hard ? `${name}=${soft}` : `${name}=${soft}:${hard}`;
}

const SYSCTLS = "msgmax msgmnb msgmni sem shmall shmmax shmmni shm_rmid_forced"
  .split(" ")
  .map((name) => `kernel.${name}`);
const ULIMITS = "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(
  " ",
);
