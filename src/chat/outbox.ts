import { Pace } from "./pace.ts";

/** Thrown by what is sent when the platform asks for patience. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`asked to wait ${retryAfterMs} ms`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Too much waits in this channel. The sender has to reach the caller another way. */
export class OutboxFull extends Error {
  override readonly name = "OutboxFull";
}

export interface OutboxOptions<Alert> {
  /** One message a channel in this time, with short bursts; one edit of a message in this time, without. */
  readonly intervalMs: number;
  /** Over all channels. The last state of a message may use a reserve that others leave. */
  readonly editsPerMinute: number;
  /** Sends these alerts as one message: one alone, or several rolled up, with the number of those that are not listed. */
  readonly alert: (channel: string, alerts: readonly Alert[], unlisted: number) => Promise<void>;
  readonly now?: () => number;
}

/** Replies that may wait in one channel, and alerts that are still listed one by one. */
export const MOST_WAITING = 100;
const MOST_ALERTS = 10;

/**
 * One queue a channel. Replies go before alerts; edits of the same message are one, the latest; alerts that wait are rolled
 * up; a channel that is rate limited waits alone.
 */
export class Outbox<Alert> {
  readonly #alert: OutboxOptions<Alert>["alert"];
  readonly #now: () => number;
  readonly #pace: Pace;
  readonly #lanes = new Map<string, Lane<Alert>>();

  constructor(options: OutboxOptions<Alert>) {
    this.#alert = options.alert;
    this.#now = options.now ?? Date.now;
    this.#pace = new Pace(options);
  }

  /** Resolves with what `send` gives. Rejects with its error, but never with RateLimited: that is waited out. */
  post<T>(channel: string, key: string, send: () => Promise<T>): Promise<T> {
    return this.#add<T>(channel, { kind: "post", key }, send);
  }

  /**
   * An edit replaces one of the same key that still waits, which then resolves to undefined. One that is not `last` is
   * left out when edits are short.
   */
  edit<T>(channel: string, key: string, last: boolean, send: () => Promise<T>): Promise<T | undefined> {
    if (!last && !this.#pace.sparesEdits(this.#now())) return Promise.resolve(undefined);
    return this.#add<T | undefined>(channel, { kind: "edit", key }, send);
  }

  /** Never rejects: an alert that cannot be delivered is the business of `alert`. */
  alert(channel: string, alert: Alert): void {
    const lane = this.#lane(channel);
    if (lane.alerts.length < MOST_ALERTS) lane.alerts.push(alert);
    else lane.unlisted += 1;
    this.#run(channel, lane);
  }

  #lane(channel: string): Lane<Alert> {
    const lane = this.#lanes.get(channel) ?? { jobs: [], alerts: [], unlisted: 0, pausedUntil: 0, posts: [] };
    this.#lanes.set(channel, lane);
    return lane;
  }

  #add<T>(channel: string, what: Pick<Job, "kind" | "key">, send: () => Promise<T>): Promise<T> {
    const lane = this.#lane(channel);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const job: Job = { ...what, send, resolve: (value) => resolve(value as T), reject };
    const same = lane.jobs.findIndex(({ kind, key }) => what.kind === "edit" && kind === "edit" && key === what.key);
    if (same !== -1) lane.jobs.splice(same, 1, job)[0]?.resolve(undefined);
    else if (lane.jobs.length >= MOST_WAITING) reject(new OutboxFull(`${MOST_WAITING} messages wait in ${channel}`));
    else lane.jobs.push(job);
    this.#run(channel, lane);
    return promise;
  }

  #run(channel: string, lane: Lane<Alert>): void {
    lane.wake?.();
    lane.running ??= this.#drain(channel, lane).finally(() => {
      lane.running = undefined;
      if (lane.jobs.length > 0 || lane.alerts.length > 0) this.#run(channel, lane);
      else this.#lanes.delete(channel);
    });
  }

  async #drain(channel: string, lane: Lane<Alert>): Promise<void> {
    // Everything that is said in one go is there before the first of it is taken.
    await Promise.resolve();
    while (lane.jobs.length > 0 || lane.alerts.length > 0) {
      const { job, waitMs } = this.#next(lane);
      if (waitMs > 0) await pause(lane, waitMs);
      else if (job) await this.#send(lane, job);
      else await this.#sendAlerts(channel, lane);
    }
    // The lane remembers what was posted as long as that counts.
    const restMs = this.#pace.untilRested(lane, this.#now());
    if (restMs > 0) await pause(lane, restMs, true);
  }

  /** The first job that may go now; with none, how long to wait; with none waiting at all, the alerts. */
  #next(lane: Lane<Alert>): { readonly job?: Job; readonly waitMs: number } {
    const now = this.#now();
    const paused = lane.pausedUntil - now;
    if (paused > 0) return { waitMs: paused };
    const waits = lane.jobs.map((job) => this.#pace.untilJob(lane, job, now));
    const ready = lane.jobs[waits.findIndex((ms) => ms <= 0)];
    if (ready) return { job: ready, waitMs: 0 };
    // Edits that wait for their turn let an alert pass; a reply that waits does not.
    const alertMs =
      lane.alerts.length > 0 && lane.jobs.every(({ kind }) => kind === "edit")
        ? this.#pace.untilPost(lane, now)
        : Infinity;
    return { waitMs: Math.max(0, Math.min(alertMs, ...waits)) };
  }

  async #send(lane: Lane<Alert>, job: Job): Promise<void> {
    lane.jobs.splice(lane.jobs.indexOf(job), 1);
    this.#pace.count(lane, job, this.#now());
    try {
      job.resolve(await job.send());
    } catch (error) {
      if (!(error instanceof RateLimited)) return job.reject(error);
      lane.pausedUntil = this.#now() + error.retryAfterMs;
      const later = job.kind === "edit" && lane.jobs.some(({ kind, key }) => kind === "edit" && key === job.key);
      if (later) job.resolve(undefined);
      else lane.jobs.unshift(job);
    }
  }

  async #sendAlerts(channel: string, lane: Lane<Alert>): Promise<void> {
    const alerts = lane.alerts.splice(0);
    const { unlisted } = lane;
    lane.unlisted = 0;
    this.#pace.count(lane, { kind: "post", key: "" }, this.#now());
    try {
      await this.#alert(channel, alerts, unlisted);
    } catch (error) {
      if (!(error instanceof RateLimited)) return;
      lane.pausedUntil = this.#now() + error.retryAfterMs;
      const all = [...alerts, ...lane.alerts];
      lane.alerts = all.slice(0, MOST_ALERTS);
      lane.unlisted += unlisted + all.length - lane.alerts.length;
    }
  }
}

interface Job {
  readonly kind: "post" | "edit";
  /** Which message it is. */
  readonly key: string;
  readonly send: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane<Alert> {
  readonly jobs: Job[];
  alerts: Alert[];
  unlisted: number;
  pausedUntil: number;
  /** When the last messages were posted. */
  posts: number[];
  running?: Promise<void> | undefined;
  wake?: (() => void) | undefined;
}

/** Waits, or until there is something new. An idle wait keeps no process alive. */
async function pause(lane: Lane<unknown>, ms: number, idle = false): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    if (idle) timer.unref();
    lane.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  lane.wake = undefined;
}
