import { startTooSlow } from "./fatal.ts";

/** How long a start may take: `late` rejects with a Problem when it has taken longer. */
export class StartLimit {
  readonly #late = Promise.withResolvers<never>();
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.late.catch(() => undefined);
    this.begin();
  }

  get late(): Promise<never> {
    return this.#late.promise;
  }

  /** Anew, when `afterMs` have passed. */
  begin(afterMs = 0): void {
    this.end();
    this.#timer = setTimeout(() => this.#late.reject(startTooSlow(this.#ms)), afterMs + this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
