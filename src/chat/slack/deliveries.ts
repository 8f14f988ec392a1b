/** Enough for every redelivery there is: Slack tries an event again for about an hour. */
const REMEMBERED = 10_000;

/** Which deliveries were taken, the newest of them. */
export class Deliveries {
  readonly #taken = new Set<string>();

  /** True the first time. */
  take(id: string): boolean {
    if (this.#taken.has(id)) return false;
    this.#taken.add(id);
    for (const oldest of this.#taken) {
      if (this.#taken.size <= REMEMBERED) break;
      this.#taken.delete(oldest);
    }
    return true;
  }

  /** When the acknowledgement did not get through: Slack sends it again, and that one must be done. */
  forget(id: string): void {
    this.#taken.delete(id);
  }
}
