import { spawn } from "node:child_process";

export interface Pty extends AsyncDisposable {
  /** All that came out, escape sequences included. */
  readonly output: string;
  type(keys: string): void;
  /** Waits until the text comes out after what was waited for before; gives what came up to it. */
  waitFor(text: string): Promise<string>;
  /** The exit code. */
  ended: Promise<number>;
}

/** True where a program can be run in a pty: `script` of util-linux, whose flags other systems do not share. */
export const ptyThere = process.platform === "linux";

/** Runs a program in a terminal of its own, of this many columns. */
export function openPty(argv: readonly string[], columns: number): Pty {
  const command = `stty cols ${columns} rows 40; exec ${argv.map(quoted).join(" ")}`;
  const env = { ...process.env, TERM: "xterm-256color", SHELL: "/bin/sh" };
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], { env });
  let output = "";
  let seen = 0;
  let exitCode: number | undefined;
  let changed = Promise.withResolvers<void>();
  const tellChange = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    tellChange();
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      exitCode = code ?? -1;
      tellChange();
      resolve(exitCode);
    });
  });

  return {
    get output() {
      return output;
    },
    type: (keys) => void child.stdin.write(keys),
    async waitFor(text) {
      for (;;) {
        const found = output.indexOf(text, seen);
        if (found !== -1) {
          const before = output.slice(seen, found);
          seen = found + text.length;
          return before;
        }
        if (exitCode !== undefined) {
          const rest = JSON.stringify(output.slice(seen));
          throw new Error(`ended with ${exitCode} before ${JSON.stringify(text)} came; there is ${rest}`);
        }
        await changed.promise;
      }
    },
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
