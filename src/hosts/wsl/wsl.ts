import type { Environment } from "../kind.ts";
import { StdioError } from "../stdio/failure.ts";
import { type Ran, run } from "../stdio/run.ts";
import { distributionNames, wslVersion } from "./answers.ts";
import { isUnknownDistribution, wslProblem } from "./problems.ts";
import { inside, wslProgram, type WslTarget } from "./target.ts";

/** Of a virtual machine that has to start first. */
const ANSWER_MS = 60_000;

/** `wsl.exe` for one distribution: what it is asked, and what its answers mean. */
export class Wsl {
  readonly target: WslTarget;
  readonly environment: Environment;

  constructor(target: WslTarget, environment: Environment) {
    this.target = target;
    this.environment = environment;
  }

  /** What it says and how it ended, whatever that was. */
  ask(args: readonly string[], signal: AbortSignal, onOutput?: (text: string) => void): Promise<Ran> {
    return run(wslProgram(this.environment, args), signal, onOutput);
  }

  /** The standard output of what succeeded. Throws a Problem for everything else. */
  async answer(args: readonly string[], signal: AbortSignal, onOutput?: (text: string) => void): Promise<string> {
    const { stdout, failure } = await this.ask(args, signal, onOutput);
    if (failure) throw await this.problem(new StdioError(failure));
    return stdout;
  }

  /** A program in the distribution. The user is root unless it is about what the bot's user may do. */
  run(words: readonly string[], signal: AbortSignal, user = "root"): Promise<Ran> {
    return this.ask(inside(this.target, user, words), AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]));
  }

  /** The distributions' names; none when there are none. */
  async names(signal: AbortSignal, ...which: readonly string[]): Promise<readonly string[]> {
    const { stdout, failure } = await this.ask(["-l", ...which, "-q"], signal);
    // Without any, it is an error that says so; what it says is no name.
    return failure ? [] : distributionNames(stdout);
  }

  /** Undefined for the one that came with Windows 10, which does not know the question. */
  async version(signal: AbortSignal): Promise<string | undefined> {
    const { stdout, failure } = await this.ask(["--version"], signal);
    return failure ? undefined : wslVersion(stdout);
  }

  /** What a failure means; a name that WSL does not know is compared with those it does. */
  async problem(failed: StdioError): Promise<Error> {
    const unknown = isUnknownDistribution(failed);
    const known = unknown ? await this.names(AbortSignal.timeout(5000)).catch(() => []) : [];
    return wslProblem(failed, this.target, known);
  }
}
