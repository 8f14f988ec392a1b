import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Duplex, type Readable, type Writable } from "node:stream";
import { EndMark } from "./end-mark.ts";
import { childEnd, endChild, pipes, refChild, unrefChild } from "./child.ts";
import { StdioError } from "./failure.ts";
import { Heard } from "./output.ts";
import { type Program, spawnOptions } from "./program.ts";

/** An answer begins so. What stands before it is a greeting of somebody's shell, or `wsl.exe` speaking for itself. */
const ANSWER = "HTTP/1.";
const MOST_BEFORE_ANSWER = 16 * 1024;
/** A child's error output may be held open by a process it left behind, as ssh's shared master; it is not waited for. */
const STDERR_GRACE_MS = 250;
/** How long a child stays that has nothing more to say; ending it takes a processor away from what is asked next. */
const STAYS_MS = 250;

/** What a failure means: the error that a request fails with. It may ask around before it says. */
export type Explain = (error: StdioError) => Error | Promise<Error>;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * A connection whose other end is the stdio of a child: what `docker system dial-stdio` does with an engine's socket.
 *
 * It does what `http.Agent` and `http.ClientRequest` want of a `net.Socket`. When the child ends without an answer, or
 * with an exit code after one, it fails with what `explain` makes of a `StdioError`. It has ended when the child has,
 * or has said its mark.
 */
export class StdioSocket extends Duplex {
  /** Read by http.Agent before it keeps a socket: the limit that is set on it. */
  timeout = 0;
  readonly #program: Program;
  readonly #explain: Explain;
  readonly #child: Child;
  readonly #mark: EndMark | undefined;
  readonly #heard = { stdout: new Heard(), stderr: new Heard() };
  #head: Buffer | undefined = Buffer.alloc(0);
  #failing = false;
  #marked = false;
  #exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;
  #stdoutEnded = false;
  #stderrEnded = false;
  #idle: NodeJS.Timeout | undefined;

  /** @param mark What the program says when the connection was closed in order, and after which it waits. */
  constructor(program: Program, explain: Explain, mark?: string) {
    super({ allowHalfOpen: true });
    this.#program = program;
    this.#explain = explain;
    this.#mark = mark === undefined ? undefined : new EndMark(mark);
    this.#child = spawn(program.command, program.args, { ...spawnOptions(program), stdio: ["pipe", "pipe", "pipe"] });
    this.#listen(this.#child);
    // As with net.Socket: after the other side has ended, nothing more can come of this one.
    this.once("end", () => this.destroy());
  }

  /** True once the engine's answer has begun: the login and all before it are over. */
  get begun(): boolean {
    return this.#head === undefined;
  }

  /** True when its program was told to say a mark. */
  get marks(): boolean {
    return this.#mark !== undefined;
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Settles when the child has ended. */
  get ended(): Promise<void> {
    return childEnd(this.#child);
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, written: (error?: Error | null) => void): void {
    this.#touch();
    // A child that ends before it reads is told about by its exit, which knows more than EPIPE does.
    this.#child.stdin.write(chunk, () => written());
  }

  /** Half close: the other side reads the end, and may still answer. */
  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#idle);
    if (this.#marked) {
      unrefChild(this.#child);
      setTimeout(() => endChild(this.#child), STAYS_MS).unref();
    } else {
      endChild(this.#child);
    }
    done(error);
  }

  /** Destroys it, and ends its child now. */
  endNow(): void {
    this.destroy();
    endChild(this.#child);
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  setTimeout(ms: number, listener?: () => void): this {
    this.timeout = ms;
    // 0 with a listener takes it away again, which is how Node's client leaves a connection it gives back.
    if (listener && ms > 0) this.once("timeout", listener);
    else if (listener) this.off("timeout", listener);
    this.#touch();
    return this;
  }

  ref(): this {
    refChild(this.#child);
    return this;
  }

  /** An idle connection of the pool keeps nobody from ending. */
  unref(): this {
    unrefChild(this.#child);
    return this;
  }

  // Pipes have neither; http.Agent calls both.
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  #listen(child: Child): void {
    child.stdout.on("data", (chunk: Buffer) => this.#receive(chunk));
    child.stdout.on("close", () => {
      this.#stdoutEnded = true;
      this.#settle();
    });
    child.stderr.on("data", (chunk: Buffer) => this.#heard.stderr.push(chunk));
    child.stderr.on("close", () => {
      this.#stderrEnded = true;
      this.#settle();
    });
    // Broken pipes are told about by the exit.
    for (const stream of pipes(child)) stream.on("error", () => {});
    child.on("error", (error: NodeJS.ErrnoException) => this.#fail(error));
    child.on("exit", (code, signal) => {
      this.#exit = { code, signal };
      this.#settle();
      if (!this.#stderrEnded) setTimeout(() => ((this.#stderrEnded = true), this.#settle()), STDERR_GRACE_MS);
    });
  }

  #receive(chunk: Buffer): void {
    this.#touch();
    const { bytes, ended } = this.#mark?.push(chunk) ?? { bytes: chunk, ended: false };
    const answer = this.#head === undefined ? bytes : this.#answer(Buffer.concat([this.#head, bytes]));
    if (answer && answer.length > 0 && !this.push(answer)) this.#child.stdout.pause();
    if (!ended) return;
    if (this.begun) {
      this.#marked = true;
      this.push(null);
    } else {
      // It waits for the end of its input, and then there is an exit to tell about.
      this.#child.stdin.end();
    }
  }

  #answer(head: Buffer): Buffer | undefined {
    const at = head.indexOf(ANSWER);
    if (at !== -1) {
      this.#head = undefined;
      this.#heard.stdout.push(head.subarray(0, at));
      this.emit("begun");
      return head.subarray(at);
    }
    this.#head = head;
    if (head.length > MOST_BEFORE_ANSWER) this.#fail();
    return undefined;
  }

  /** The child is gone and all it said is here: an end, or a failure. */
  #settle(): void {
    if (!this.#exit || !this.#stdoutEnded || !this.#stderrEnded || this.destroyed || this.#marked) return;
    // Nothing may come after it, so that an answer that has no length is not taken for whole when ssh lost the line.
    if (this.#head !== undefined || this.#exit.code !== 0) this.#fail();
    else if (!this.readableEnded) {
      if (this.#mark) this.push(this.#mark.held);
      this.push(null);
    }
  }

  #fail(cause?: NodeJS.ErrnoException): void {
    if (this.#failing) return;
    this.#failing = true;
    if (this.#head) this.#heard.stdout.push(this.#head);
    const failure = {
      program: this.#program.command,
      exitCode: this.#exit?.code ?? null,
      signal: this.#exit?.signal ?? null,
      code: cause && (cause.code ?? "unknown"),
      // Apart, as one may be UTF-16 and the other not.
      said: [this.#heard.stderr, this.#heard.stdout].map(String).filter(Boolean).join("\n"),
      begun: this.begun,
    };
    const error = new StdioError(failure, { cause });
    const explained = (async () => this.#explain(error))().catch(() => error);
    void explained.then((reason) => this.destroy(reason));
  }

  #touch(): void {
    clearTimeout(this.#idle);
    if (this.timeout > 0) this.#idle = setTimeout(() => this.emit("timeout"), this.timeout).unref();
  }
}
