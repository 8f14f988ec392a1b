import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import type { Distribution, HostPower, Reach, Updated } from "#core/host-power.ts";
import { StdioError } from "../stdio/failure.ts";
import { oneLine } from "../stdio/output.ts";
import { ipv4Addresses, networkingMode } from "./answers.ts";
import type { Starts } from "../stdio/starts.ts";
import type { Keeper } from "./keeper.ts";
import { answers, candidates } from "./reach.ts";
import { describeTarget, typed } from "./target.ts";
import type { Wsl } from "./wsl.ts";

/** Docker starts in a second or two, and longer when it has containers to bring back. */
const DOCKER_WITHIN_MS = 60_000;
/** A download and an installer. */
const UPDATE_WITHIN_MS = 20 * 60_000;
const LOOK_EVERY_MS = 300;

/** Starting, stopping and updating a WSL distribution. */
export class WslPower implements HostPower {
  readonly what: string;
  readonly #wsl: Wsl;
  readonly #keeper: Keeper;
  readonly #starts: Starts;
  #stopped = false;

  constructor(wsl: Wsl, keeper: Keeper, starts: Starts) {
    this.what = describeTarget(wsl.target);
    this.#wsl = wsl;
    this.#keeper = keeper;
    this.#starts = starts;
  }

  /** Asked before each connection: why there must be none now. Otherwise makes sure that the distribution stays. */
  refusal(): Error | undefined {
    if (this.#stopped) return this.#refused();
    this.#keeper.hold();
    return undefined;
  }

  async distributions(signal: AbortSignal): Promise<readonly Distribution[]> {
    const [all, running] = await Promise.all([this.#wsl.names(signal), this.#wsl.names(signal, "--running")]);
    return all.map((name) => ({ name, running: running.includes(name) }));
  }

  async isRunning(signal: AbortSignal): Promise<boolean> {
    const { distribution } = this.#wsl.target;
    if (this.#stopped) return false;
    // The default one has no name here; to ask it for anything would start it, so it is taken to run when any does.
    const names = await this.#wsl.names(signal, "--running");
    return distribution === undefined ? names.length > 0 : names.includes(distribution);
  }

  async *start(signal: AbortSignal): AsyncGenerator<Step, void> {
    yield { text: `Starting ${this.what}` };
    const { failure } = await this.#wsl.run(["true"], signal);
    if (failure) throw await this.#wsl.problem(new StdioError(failure));
    this.#stopped = false;
    this.#keeper.hold();
    if (await this.#answers(signal)) return;
    const systemd = !(await this.#wsl.run(["test", "-d", "/run/systemd/system"], signal)).failure;
    yield { text: `Starting Docker in ${this.what}` };
    const words = systemd ? ["systemctl", "start", "docker"] : ["service", "docker", "start"];
    const started = await this.#wsl.run(words, signal);
    // Docker Desktop's engine is no service of the distribution, so what counts is whether Docker answers in the end.
    yield { text: `Waiting for Docker in ${this.what}` };
    const until = AbortSignal.any([signal, AbortSignal.timeout(started.failure ? 5000 : DOCKER_WITHIN_MS)]);
    while (!(await this.#answers(signal))) {
      if (until.aborted) throw await this.#silent(started.failure && new StdioError(started.failure), signal);
      await pause(LOOK_EVERY_MS, undefined, { signal });
    }
  }

  async *stop(signal: AbortSignal): AsyncGenerator<Step, void> {
    const { distribution } = this.#wsl.target;
    if (distribution === undefined) {
      throw new Problem("configuration", "Only a distribution that the settings name can be stopped.", {
        hint: "Write wsl://NAME; wsl -l -q lists the names.",
      });
    }
    yield { text: `Stopping ${this.what}` };
    this.#stopped = true;
    // A wsl.exe that is still starting would start the distribution again.
    await Promise.all([this.#keeper.release(), this.#starts.end(this.#refused())]);
    await this.#wsl.answer(["--terminate", distribution], signal);
  }

  async *update(signal: AbortSignal): AsyncGenerator<Step, Updated> {
    yield { text: "Asking WSL for its version" };
    const before = (await this.#wsl.version(signal)) ?? UNKNOWN_VERSION;
    yield { text: `Updating WSL ${before}` };
    const within = AbortSignal.any([signal, AbortSignal.timeout(UPDATE_WITHIN_MS)]);
    let said = "";
    let told = "";
    // Its progress is one line that is written again and again.
    const updated = this.#wsl.answer(["--update"], within, (text) => (said = text.split(/[\r\n]+/).at(-1) ?? ""));
    updated.catch(() => {});
    for (let text: string | undefined; text === undefined;) {
      text = await Promise.race([updated, pause(LOOK_EVERY_MS, undefined)]);
      if (said !== told) yield { text: oneLine((told = said)) };
    }
    const after = (await this.#wsl.version(signal)) ?? UNKNOWN_VERSION;
    return { before, after, said: oneLine(await updated) };
  }

  async reach(port: number, signal: AbortSignal): Promise<readonly Reach[]> {
    const [mode, addresses] = await Promise.all([
      this.#wsl.run(["wslinfo", "--networking-mode"], signal),
      this.#wsl.run(["hostname", "-I"], signal),
    ]);
    const onWindows = this.#wsl.environment.platform === "win32";
    const found = candidates(networkingMode(mode.stdout), ipv4Addresses(addresses.stdout), onWindows);
    return Promise.all(found.map(async (place) => ({ ...place, answers: await answers(place.address, port, signal) })));
  }

  #refused(): Problem {
    return new Problem("host-unreachable", `Somebody stopped ${this.what} with /host stop.`, {
      hint: "/host start brings it back.",
    });
  }

  async #answers(signal: AbortSignal): Promise<boolean> {
    const { failure } = await this.#wsl.run(["docker", "info", "--format", "{{.ID}}"], signal, this.#wsl.target.user);
    return !failure;
  }

  async #silent(cause: StdioError | undefined, signal: AbortSignal): Promise<Error> {
    const asked = await this.#wsl.run(["docker", "info", "--format", "{{.ID}}"], signal, this.#wsl.target.user);
    if (asked.failure) return this.#wsl.problem(new StdioError(asked.failure, { cause }));
    return new Problem("host-unreachable", `Docker does not answer in ${this.what}.`, {
      hint: `Its log: ${typed(this.#wsl.target, "journalctl -u docker -n 50")}`,
      cause,
    });
  }
}

const UNKNOWN_VERSION = "that came with Windows";
