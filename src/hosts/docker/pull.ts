import { setTimeout as pause } from "node:timers/promises";
import type { ImageDescription } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import type { Environment } from "../kind.ts";
import { DockerError } from "./docker-error.ts";
import type { Engine } from "./engine.ts";
import { type ImageReference, parseImageReference } from "./image-reference.ts";
import { progressLines } from "./progress-lines.ts";
import { fold, NOTHING_PULLED, stepOf } from "./pull-progress.ts";
import { registryLogin } from "./registry-login.ts";

/** How often progress is told. A chat's own limit is slower, and is the chat's business. */
const TELL_EVERY_MS = 500;
const WITHIN_MS = 60 * 60_000;
/** The engine is silent while it asks the registry, and while it unpacks a large layer. */
const SILENCE_MS = 5 * 60_000;

interface Shared {
  step: Step;
  readers: number;
  readonly result: Promise<ImageDescription>;
  readonly stop: AbortController;
}

type Inspect = (reference: string, signal: AbortSignal) => Promise<ImageDescription>;

/** The pulls that are going on. Who asks for an image that is on its way joins in; the last to leave ends it. */
export class Pulls {
  readonly #engine: Engine;
  readonly #environment: Environment;
  readonly #inspect: Inspect;
  readonly #running = new Map<string, Shared>();

  constructor(engine: Engine, environment: Environment, inspect: Inspect) {
    this.#engine = engine;
    this.#environment = environment;
    this.#inspect = inspect;
  }

  async *pull(text: string, signal: AbortSignal): AsyncGenerator<Step, ImageDescription> {
    const reference = parseImageReference(text);
    if (!reference) {
      throw new Problem("bad-input", `"${text}" is not the name of an image.`, {
        hint: "Write it as postgres:16 or registry.example/team/postgres:16",
      });
    }
    const shared = this.#running.get(text) ?? this.#begin(text, reference);
    shared.readers += 1;
    const left = new AbortController();
    const done = AbortSignal.any([signal, left.signal]);
    try {
      let told: Step | undefined;
      for (;;) {
        if (told !== shared.step) yield (told = shared.step);
        const image = await Promise.race([shared.result, pause(TELL_EVERY_MS, undefined, { signal: done })]);
        if (image) return image;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      throw this.#engine.problem({ doing: `pull ${text}`, signal }, new DockerError("aborted", "cancelled"));
    } finally {
      left.abort();
      shared.readers -= 1;
      if (shared.readers === 0) this.#end(text, shared);
    }
  }

  #begin(text: string, reference: ImageReference): Shared {
    const stop = new AbortController();
    const shared: Shared = {
      step: { text: `Pulling ${text}` },
      readers: 0,
      stop,
      result: this.#run(text, reference, stop.signal, (step) => (shared.step = step)),
    };
    this.#running.set(text, shared);
    // Each reader gets the failure by itself; between two readers there may be none.
    shared.result.catch(() => {}).finally(() => this.#end(text, shared));
    return shared;
  }

  #end(text: string, shared: Shared): void {
    if (this.#running.get(text) === shared) this.#running.delete(text);
    shared.stop.abort();
  }

  async #run(
    text: string,
    { registry, repository, tag }: ImageReference,
    signal: AbortSignal,
    tell: (step: Step) => void,
  ): Promise<ImageDescription> {
    const limits = { withinMs: WITHIN_MS, headersMs: SILENCE_MS, idleMs: SILENCE_MS };
    const question = { doing: `pull ${text}`, thing: `image ${text}`, signal, ...limits };
    const login = await registryLogin(registry, this.#environment);
    const lines = progressLines(
      this.#engine.stream(question, (docker) => docker.createImage(login, { _query: { fromImage: repository, tag } })),
      (error) => this.#engine.problem(question, error),
    );
    let pulled = NOTHING_PULLED;
    for await (const line of lines) tell(stepOf(text, (pulled = fold(pulled, line))));
    const image = await this.#inspect(text, signal);
    await this.#samePlatform(text, image, signal);
    return image;
  }

  /** A registry without an image for this machine gives another's, and the engine takes it without a word. */
  async #samePlatform(text: string, image: ImageDescription, signal: AbortSignal): Promise<void> {
    const { Arch } = await this.#engine.version({ doing: "ask for its version", signal });
    if (!Arch || !image.architecture || Arch === image.architecture) return;
    const message = `${text} is for ${image.architecture} machines, and ${this.#engine.name} is ${Arch}.`;
    throw new Problem("no-such-image", message, { hint: `Choose an image that exists for ${Arch}.` });
  }
}
