/** Enough for every redelivery there is: Slack tries for an hour, a bot is asked a few times a second at most. */
const REMEMBERED = 10_000;

/** Which deliveries were seen, the newest of them. A platform that got no answer in time sends the same one again. */
export class Deliveries {
  readonly #seen = new Set<string>();

  /** True the first time a delivery is asked about. */
  first(platform: string, id: string): boolean {
    const key = `${platform}:${id}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    // A Set keeps the order of insertion, so the first is the oldest.
    for (const oldest of this.#seen) {
      if (this.#seen.size <= REMEMBERED) break;
      this.#seen.delete(oldest);
    }
    return true;
  }
}
