import { writeWords } from "../words.ts";
import { FLAGS, isBoolean } from "./flags.ts";
import type { Flag } from "./flags.ts";
import { isHostPath } from "./grammar/volumes.ts";
import type { RunRequest } from "./run-request.ts";

export interface LineOptions {
  /** Put `[redacted]` for values of variables that look secret: for a channel and the audit. Default: as they are. */
  readonly hideSecrets?: boolean;
}

/**
 * A request → the words behind `docker run` that mean the same. Reading them again gives an equal request, unless
 * secrets were hidden.
 */
export function runWords({ options, image, command }: RunRequest, { hideSecrets = false }: LineOptions = {}): string[] {
  const shown = hideSecrets ? { ...options, env: options.env?.map(hidden) } : options;
  const words = FLAGS.flatMap((flag) => flagWords(flag, shown[flag.key]));
  return [...joinSwitches(words), image, ...command];
}

/** `docker run -d --name db postgres:16`: to be pasted into a shell that has Docker. */
export function runLine(request: RunRequest, options: LineOptions = {}): string {
  return writeWords(["docker", "run", ...runWords(request, options)]);
}

/** A variable by whose name its value is a secret, or a value that is a URL with a password in it. */
export function isSecret({ name, value }: { readonly name: string; readonly value: string }): boolean {
  if (/_FILE$/i.test(name)) return false;
  return (
    /pass|pwd|secret|token|credential|api_?key|private_?key|access_?key|auth$/i.test(name) ||
    /:\/\/[^\s:/@]*:[^\s/]+@/.test(value)
  );
}

function hidden(variable: { name: string; value: string }): { name: string; value: string } {
  return isSecret(variable) ? { name: variable.name, value: "[redacted]" } : variable;
}

function flagWords(flag: Flag, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const values: readonly unknown[] = flag.list && Array.isArray(value) ? value : [value];
  return values.flatMap((value) => {
    if (isBoolean(flag) && value === true)
      return [SHORT_SWITCHES.includes(flag.short ?? "") ? `-${flag.short}` : `--${flag.names[0]}`];
    const text = flag.kind.write(value);
    const name = flag.short !== undefined && USUAL_SHORT.includes(flag.short) ? `-${flag.short}` : `--${flag.names[0]}`;
    // A value that could be taken for a flag, and one that is empty, stand behind an "=".
    if (isBoolean(flag) || text === "" || text.startsWith("-")) return [`--${flag.names[0]}=${text}`];
    return [name, text];
  });
}

const SHORT_SWITCHES: readonly string[] = ["d", "i", "t", "P"];
/** The letters people know; other flags are clearer by their long names. */
const USUAL_SHORT: readonly string[] = ["e", "p", "v", "m", "u", "w", "h", "l"];

/** `-d -i -t` → `-dit`, as everybody writes it. */
function joinSwitches(words: readonly string[]): readonly string[] {
  const letters = words.filter((word) => /^-[dit]$/.test(word));
  if (letters.length < 2) return words;
  const joined = `-${letters.map((word) => word.charAt(1)).join("")}`;
  const [first = ""] = letters;
  const at = words.indexOf(first);
  return [...words.slice(0, at), joined, ...words.slice(at).filter((word) => !letters.includes(word))];
}

/** The named volumes a request mounts, for who looks whose they are. */
export function volumesOf({ options }: RunRequest): readonly string[] {
  const byFlag = (options.volumes ?? []).flatMap(({ source }) =>
    source === undefined || isHostPath(source) ? [] : [source],
  );
  const byMount = (options.mounts ?? []).flatMap(({ type, source }) => (type === "volume" && source ? [source] : []));
  return [...new Set([...byFlag, ...byMount])];
}
