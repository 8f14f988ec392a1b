import { createInterface, clearScreenDown, cursorTo, type Interface } from "node:readline";
import { Writable, type Readable } from "node:stream";
import { inline } from "./harmless.ts";
import type { History } from "./history.ts";
import { HISTORY_LINES } from "./limits.ts";
import type { OutputStream } from "./output.ts";

export interface TypedLinesOptions {
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly prompt: string;
  readonly history: History;
  /** Whole words that could stand at the end of the unfinished line. */
  complete(line: string): readonly string[];
  /** Ctrl-C while nothing is asked for: a command is running. */
  interrupted(): void;
  /** Ctrl-D while nothing is asked for. From here on Ctrl-C comes as a signal, as the terminal is its own again. */
  leaving(): void;
}

/** What somebody types at a prompt. Between two lines nothing that is typed is shown or lost: it waits for its turn. */
export interface TypedLines {
  /** The next line; undefined at the end: Ctrl-D, Ctrl-C twice, the terminal is gone. */
  next(): Promise<string | undefined>;
  /** The answer to a question, typed after it was asked; undefined at the end, empty after Ctrl-C. */
  ask(question: string): Promise<string | undefined>;
  /** Forgets the lines that wait; gives how many they were. */
  forget(): number;
  /** Prints above the line that is being typed. */
  above(text: string): void;
  close(): void;
}

export function typedLines(options: TypedLinesOptions): TypedLines {
  const { stdin, stdout, prompt, history } = options;
  const screen = new Screen(stdout);
  const readline = createInterface({
    input: stdin,
    output: screen,
    terminal: true,
    prompt,
    history: [...history.lines],
    historySize: HISTORY_LINES,
    removeHistoryDuplicates: true,
    completer: (line: string) => completion(line, options.complete(line)),
  });
  const waiting: string[] = [];
  let taker: { readonly kind: "line" | "answer"; take(line: string | undefined): void } | undefined;
  let typedBeforeQuestion = "";
  let leaving = false;
  let closed = false;

  readline.on("history", (lines: string[]) => {
    // Readline lets its listener change the list: an answer to a question is not a line to repeat.
    if (taker?.kind === "answer" || !history.add(lines[0] ?? "")) lines.shift();
  });
  readline.on("line", (line) => {
    if (taker) hand(line);
    else waiting.push(line);
  });
  readline.on("SIGINT", () => {
    if (!taker) return options.interrupted();
    const nothingTyped = lift(readline, screen) === "";
    stdout.write("^C\n");
    if (taker.kind === "answer") return hand("");
    if (nothingTyped && leaving) return readline.close();
    if (nothingTyped) stdout.write("Ctrl-C again, or Ctrl-D, to leave\n");
    leaving = nothingTyped;
    readline.prompt();
  });
  readline.on("close", () => {
    if (taker) stdout.write("\n");
    else if (!closed) options.leaving();
    closed = true;
    hand(undefined);
  });

  /** Silent from here on: the one who takes the line has the screen. */
  function hand(line: string | undefined) {
    screen.muted = true;
    leaving = false;
    taker?.take(line);
    taker = undefined;
  }

  function show(kind: "line" | "answer", prompt: string): Promise<string | undefined> {
    if (closed) return Promise.resolve(undefined);
    const typed = lift(readline, screen);
    screen.muted = false;
    readline.setPrompt(prompt);
    readline.prompt();
    if (kind === "answer") typedBeforeQuestion = typed;
    else readline.write(typedBeforeQuestion + typed);
    if (kind === "line") typedBeforeQuestion = "";
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    taker = { kind, take: resolve };
    return promise;
  }

  return {
    next() {
      const line = waiting.shift();
      if (line === undefined) return show("line", prompt);
      stdout.write(`${prompt}${inline(line)}\n`);
      return Promise.resolve(line);
    },
    ask: (question) => show("answer", question),
    forget: () => waiting.splice(0).length,
    above(text) {
      const typed = taker && lift(readline, screen);
      if (typed === undefined) {
        stdout.write(text);
        return;
      }
      cursorTo(stdout, 0);
      clearScreenDown(stdout);
      stdout.write(text);
      readline.prompt();
      readline.write(typed);
    },
    close() {
      closed = true;
      readline.close();
    },
  };
}

/** What readline is given to write to: the terminal, or nothing while a command has the screen. */
class Screen extends Writable {
  muted = true;
  readonly #terminal: OutputStream;

  constructor(terminal: OutputStream) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
    terminal.on("resize", () => this.emit("resize"));
  }

  /** Readline breaks its lines by this. */
  get columns(): number {
    return this.#terminal.columns || 80;
  }

  override _write(text: string, _encoding: BufferEncoding, done: () => void): void {
    if (!this.muted) this.#terminal.write(text);
    done();
  }
}

/**
 * Takes the unfinished line out of readline and gives it back, without a trace on the screen. Through its own keys, as
 * readline keeps count of the rows that its line takes: one that was typed in silence takes none on the screen.
 */
function lift(readline: Interface, screen: Screen): string {
  const { line } = readline;
  const { muted } = screen;
  screen.muted = true;
  readline.write(null, { ctrl: true, name: "e" });
  readline.write(null, { ctrl: true, name: "u" });
  screen.muted = muted;
  return line;
}

/** In readline's form: the candidates, and what of the line they replace. */
function completion(line: string, words: readonly string[]): [string[], string] {
  const [unfinished = ""] = /\S*$/.exec(line) ?? [];
  // A candidate with a control character in it would be typed into the line as keys are.
  const fitting = words.filter((word) => word.startsWith(unfinished) && inline(word) === word);
  const [only, second] = fitting;
  const finished = only !== undefined && second === undefined && !only.endsWith("=");
  return [finished ? [`${only} `] : fitting, unfinished];
}
