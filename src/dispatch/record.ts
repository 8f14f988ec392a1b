import type { AuditBegan, AuditTrail } from "#core/audit.ts";
import { callerId, channelId } from "#core/caller.ts";
import type { Request } from "#core/chat.ts";
import type { Lease, Leases } from "#core/lease.ts";
import { redact } from "#core/redact.ts";

/** The audit is no place for a paste. */
const LONGEST_LINE = 2_000;

export interface Recording {
  readonly trail: AuditTrail | undefined;
  /** Takes out what is known to be secret, beside what looks like it. */
  readonly redact: ((text: string) => string) | undefined;
  readonly newRequest: () => string;
  /** Told when the end of a request could not be written down. */
  readonly failed: (error: unknown) => void;
}

/** What was understood of a request when it was decided. */
export type Understood = Pick<AuditBegan, "line" | "command" | "allowed" | "rule" | "host">;

/** One request's two entries in the audit: each written once, "ended" never without "began". */
export class Recorder {
  readonly #recording: Recording;
  readonly #request: Request;
  readonly #id: string;
  readonly #targets = new Set<string>();
  readonly #startedMs = performance.now();
  #began = false;
  #ended = false;

  constructor(recording: Recording, request: Request) {
    this.#recording = recording;
    this.#request = request;
    this.#id = recording.newRequest();
  }

  /** Throws when it cannot be written down: what leaves no trace must not be done. */
  began({ line, ...rest }: Understood): void {
    if (this.#began) return;
    const { caller } = this.#request;
    this.#recording.trail?.began({
      request: this.#id,
      user: callerId(caller),
      channel: channelId(caller),
      line: this.#harmless(line),
      ...rest,
    });
    this.#began = true;
  }

  /** Never throws: what was done is done, and the caller must hear of it. */
  ended(outcome: string, understood: Understood): void {
    if (this.#ended) return;
    this.#ended = true;
    const durationMs = Math.round(performance.now() - this.#startedMs);
    try {
      this.began(understood);
      this.#recording.trail?.ended({ request: this.#id, outcome, targets: [...this.#targets], durationMs });
    } catch (error) {
      this.#recording.failed(error);
    }
  }

  touched(leases: readonly Lease[]): void {
    for (const { id } of leases) this.#targets.add(id);
  }

  /** The leases as a command gets them: what it finds or makes becomes a target of the request. */
  watching(leases: Leases): Leases {
    const touched = (lease: Lease) => this.touched([lease]);
    return {
      ...leases,
      find(name, filter) {
        const lease = leases.find(name, filter);
        touched(lease);
        return lease;
      },
      async *up(request, caller, signal) {
        const result = yield* leases.up(request, caller, signal);
        touched(result.lease);
        return result;
      },
    };
  }

  #harmless(line: string): string {
    const known = this.#recording.redact ?? ((text: string) => text);
    return redact(known(line)).slice(0, LONGEST_LINE);
  }
}
