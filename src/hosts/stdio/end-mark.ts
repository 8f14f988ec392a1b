import { randomBytes } from "node:crypto";
import type { StdioFailure } from "./failure.ts";
import { dockerTrouble } from "./failure.ts";

const NOTHING = Buffer.alloc(0);
/** What an `echo` may end its line with; cmd.exe's keeps the space before the next word. */
const LINE_END = /^ ?\r?\n?$/;
const LONGEST_LINE_END = 3;

/** Words that nobody else says. A shell reads nothing into them. */
export function newMark(): string {
  return `longshore-${randomBytes(16).toString("hex")}`;
}

/**
 * The command for a shell, any shell, which says the mark when the command has ended well, and then waits.
 *
 * An answer without a length is whole when the connection was closed in order, and of a program on a stdio one knows
 * that by its exit code: when the CLI, the shell, sshd's session and `ssh` itself have ended, one after the other.
 * That takes longer than all else that a connection adds. The mark comes as soon as the first of them has.
 *
 * `read`, so that the others end later, at the end of their input, and not beside what is asked next.
 */
export function withMark(command: readonly string[], mark: string): readonly string[] {
  return [...command, "&&", "echo", mark, "&&", "read", "longshore"];
}

/**
 * A script for `sh` that says the mark as soon as the command has closed its output, and then waits.
 *
 * Docker's CLI closes it at the end of the stream and then takes 5 to 10 ms of a processor to end, by its size; it gives
 * way to what asks for the exit code meanwhile. What is given up is to know that it ended well: an answer without a length,
 * which only an exec has, ends early when the CLI alone is killed. Its exit code is the engine's own all the same.
 *
 * `cat` says the mark, from a pipe, where an `echo` would wait for its end. Descriptor 3 is the connection's input and 4
 * that pipe, as further pipes take the place of the standard input.
 */
export function scriptWithMark(command: readonly string[], mark: string): string {
  const said = `nice ${command.join(" ")} | { cat - /dev/fd/4 && read longshore <&3; }`;
  return `exec 3<&0; echo ${mark} | { exec 4<&0 <&3; ${said}; }`;
}

/**
 * True when what failed may have been the command's form: a `command=` of authorized_keys lets only some pass, and not
 * every shell knows `&&`. What ssh says itself (255), and what a Docker that is down says, tells nothing of that.
 */
export function isOfForm(failure: StdioFailure): boolean {
  const { begun, exitCode } = failure;
  const trouble = dockerTrouble(failure);
  if (begun || exitCode === null || exitCode >= 255) return false;
  return trouble !== "not-running" && trouble !== "forbidden";
}

/** Finds the mark at the end of a stream that comes in pieces. */
export class EndMark {
  readonly #mark: Buffer;
  #held: Buffer = NOTHING;

  constructor(mark: string) {
    this.#mark = Buffer.from(mark);
  }

  /** The stream's own bytes so far, less those that may be the mark's beginning. */
  push(piece: Buffer): { readonly bytes: Buffer; readonly ended: boolean } {
    const bytes = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    const at = this.#find(bytes);
    const tail = bytes.subarray(at);
    const ended = tail.length > this.#mark.length && tail.at(-1) === 0x0a;
    this.#held = ended ? NOTHING : tail;
    return { bytes: bytes.subarray(0, at), ended };
  }

  /** What was held back, when nothing comes any more. */
  get held(): Buffer {
    return this.#held;
  }

  /** Where the mark begins, or as much of it as is here; at the end, when there is nothing of it. */
  #find(bytes: Buffer): number {
    const mark = this.#mark;
    const first = mark[0] ?? 0;
    const from = Math.max(0, bytes.length - mark.length - LONGEST_LINE_END);
    for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
      const like = bytes.subarray(at, at + mark.length);
      const after = bytes.subarray(at + mark.length).toString("latin1");
      if (mark.subarray(0, like.length).equals(like) && LINE_END.test(after)) return at;
    }
    return bytes.length;
  }
}
