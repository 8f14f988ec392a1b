/** Messages that may follow one another without a pause; platforms allow short bursts. */
const BURST = 5;
/** Edits kept back for last states, so that many bars moving never keep a result from being shown. */
const RESERVED_EDITS = 15;
const MINUTE_MS = 60_000;

interface What {
  readonly kind: "post" | "edit";
  readonly key: string;
}

interface Posted {
  posts: number[];
}

/** How long a message or an edit has to wait, by what was sent before it. */
export class Pace {
  readonly #intervalMs: number;
  readonly #editsPerMinute: number;
  /** When each message was last touched. */
  readonly #touched = new Map<string, number>();
  readonly #edits: number[] = [];

  constructor({ intervalMs, editsPerMinute }: { readonly intervalMs: number; readonly editsPerMinute: number }) {
    this.#intervalMs = intervalMs;
    this.#editsPerMinute = editsPerMinute;
  }

  /** Whether there are edits to spare for a state that another will follow. */
  sparesEdits(now: number): boolean {
    return this.#recentEdits(now) < this.#editsPerMinute - RESERVED_EDITS;
  }

  untilJob(lane: Posted, { kind, key }: What, now: number): number {
    if (kind === "post") return this.untilPost(lane, now);
    const full = this.#recentEdits(now) >= this.#editsPerMinute;
    const budget = full ? (this.#edits[0] ?? now) + MINUTE_MS - now : 0;
    return Math.max(budget, (this.#touched.get(key) ?? -Infinity) + this.#intervalMs - now);
  }

  untilPost(lane: Posted, now: number): number {
    lane.posts = lane.posts.filter((at) => at > now - BURST * this.#intervalMs);
    return lane.posts.length < BURST ? 0 : (lane.posts[0] ?? now) + BURST * this.#intervalMs - now;
  }

  /** How long until the lane's posts count for nothing any more. */
  untilRested(lane: Posted, now: number): number {
    return (lane.posts.at(-1) ?? -Infinity) + BURST * this.#intervalMs - now;
  }

  count(lane: Posted, { kind, key }: What, now: number): void {
    if (kind === "post") lane.posts.push(now);
    else this.#edits.push(now);
    for (const [old, at] of this.#touched) {
      if (at > now - this.#intervalMs) break;
      this.#touched.delete(old);
    }
    // To the end of the map, which is in the order of time.
    this.#touched.delete(key);
    this.#touched.set(key, now);
  }

  #recentEdits(now: number): number {
    // In the order of time. A filter would copy all of a minute's for each of them.
    const recent = this.#edits.findIndex((at) => at > now - MINUTE_MS);
    this.#edits.splice(0, recent === -1 ? this.#edits.length : recent);
    return this.#edits.length;
  }
}
