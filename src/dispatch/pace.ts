import type { Policy } from "#core/policy.ts";
import type { Access } from "#core/command.ts";
import { Problem } from "#core/problem.ts";

const MINUTE_MS = 60_000;

/** Counts what each person asks, so that a script gone wild or a stuck key does not keep everybody else waiting. */
export class Pace {
  readonly #perMinute: Policy["perMinute"];
  readonly #now: () => number;
  readonly #asked = new Map<string, number[]>();

  constructor(perMinute: Policy["perMinute"], now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Throws a Problem when this is more than the role may ask within a minute. A stranger is a viewer here. */
  count(user: string, role: Access | undefined): void {
    const most = this.#perMinute[role ?? "viewer"];
    if (most === undefined) return;
    const now = this.#now();
    const recent = (this.#asked.get(user) ?? []).filter((at) => at > now - MINUTE_MS);
    const [oldest = now] = recent;
    if (recent.length >= most) {
      const seconds = Math.max(1, Math.ceil((oldest + MINUTE_MS - now) / 1000));
      throw new Problem("not-allowed", `You asked ${most} things within a minute, which is the most.`, {
        hint: `Ask again in ${seconds} s.`,
      });
    }
    this.#asked.set(user, [...recent, now]);
    for (const [other, times] of this.#asked) {
      if ((times.at(-1) ?? 0) <= now - MINUTE_MS) this.#asked.delete(other);
    }
  }
}
