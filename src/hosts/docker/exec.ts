import { setTimeout as pause } from "node:timers/promises";
import type { ExecResult } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { Executed, Made } from "./answers.ts";
import { Demultiplexer } from "./demultiplex.ts";
import type { Engine, Question } from "./engine.ts";
import { about, exactId } from "./lookup.ts";
import { Tail } from "./tail.ts";

const MOST_BYTES = 1024 * 1024;
/** What `timeout` waits between asking a process to end and killing it. */
const KILL_AFTER_SECONDS = 1;
/** For the engine's own part, before and after. */
const ENGINE_MS = 5000;

/** Programs run inside containers. */
export class Execs {
  readonly #engine: Engine;
  /** Containers whose image has no `timeout`, by what they were called. */
  readonly #bare = new Set<string>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Docker cannot end what it started in a container, and closing the connection leaves it running. So it runs below
   * `timeout` of the image's coreutils or busybox; in an image without it the deadline ends our waiting only.
   *
   * @throws Problem "host-too-slow" at the deadline, saying whether the process was killed.
   */
  async exec(
    name: string,
    argv: readonly string[],
    options: { readonly timeoutMs: number },
    signal: AbortSignal,
  ): Promise<ExecResult> {
    const id = await exactId(this.#engine, name, signal);
    // busybox takes whole seconds.
    const seconds = Math.max(1, Math.ceil(options.timeoutMs / 1000));
    const killing = !this.#bare.has(id);
    const withinMs = killing ? (seconds + KILL_AFTER_SECONDS) * 1000 + ENGINE_MS : options.timeoutMs;
    const question = {
      ...about(`run ${argv[0] ?? "nothing"} in`, name, signal),
      withinMs,
      idleMs: withinMs,
    };
    const started = Date.now();
    const guarded = ["timeout", "-k", String(KILL_AFTER_SECONDS), String(seconds), ...argv];
    const result = await this.#run(question, id, killing ? guarded : argv).catch((error: unknown) => {
      const late = !killing && error instanceof Problem && error.code === "host-too-slow" && !signal.aborted;
      throw late ? tooLate(question, false, seconds) : error;
    });
    if (killing && LACKS_TIMEOUT.test(result.output) && (result.exitCode === 126 || result.exitCode === 127)) {
      this.#bare.add(id);
      return this.exec(name, argv, options, signal);
    }
    // 124 is coreutils' word for it, 143 busybox's, 137 that it had to be killed.
    const ended = [124, 137, 143].includes(result.exitCode) && Date.now() - started >= seconds * 1000;
    if (killing && ended) throw tooLate(question, true, seconds);
    return result;
  }

  async #run(question: Limited, id: string, argv: readonly string[]): Promise<ExecResult> {
    const body = { AttachStdout: true, AttachStderr: true, Tty: false, Cmd: [...argv] };
    const { id: exec } = await this.#engine.ask(question, Made, (docker) =>
      docker.getContainer(id).exec({ _body: body }),
    );
    const pieces = this.#engine.stream(question, (docker) =>
      docker.getExec(exec).start({ _body: { Detach: false, Tty: false } }),
    );
    const output = new Tail(MOST_BYTES);
    const frames = new Demultiplexer();
    for await (const piece of pieces) for (const part of frames.push(piece)) output.push(part);
    const text = output.toString();
    return { exitCode: await this.#exitCode(question, exec), output: text, truncated: output.truncated };
  }

  /** The output may end a moment before the process does, or long before when it closed its output and goes on. */
  async #exitCode(question: Limited, exec: string): Promise<number> {
    const until = Date.now() + question.withinMs;
    for (;;) {
      const { ExitCode, Running } = await this.#engine.ask(question, Executed, (docker) =>
        docker.getExec(exec).inspect(),
      );
      if (!Running && typeof ExitCode === "number") return ExitCode;
      if (Date.now() > until)
        throw new Problem("host-too-slow", `Docker did not say how it went to ${question.doing}.`);
      await pause(20);
    }
  }
}

type Limited = Question & { readonly withinMs: number };

const LACKS_TIMEOUT = /"timeout": executable file not found|exec: timeout: not found/;

function tooLate(question: Question, killed: boolean, seconds: number): Problem {
  const what = `It took longer than ${seconds} s to ${question.doing}`;
  return killed
    ? new Problem("host-too-slow", `${what}, so it was ended.`)
    : new Problem("host-too-slow", `${what}. It may still be running there: its image has no "timeout" to end it.`);
}
