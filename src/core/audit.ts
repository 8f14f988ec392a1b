import type { Lease } from "./lease.ts";

/** Who asked what, and what was decided. Ids only, and nothing secret: lines are redacted before they come here. */
export interface AuditBegan {
  /** The same in both entries of a request. */
  readonly request: string;
  /** `callerId` and `channelId`. */
  readonly user: string;
  readonly channel: string;
  /** As parsed, in the form somebody would type; as typed, when it could not be parsed. */
  readonly line: string;
  /** "db up"; empty when none was found. */
  readonly command: string;
  readonly allowed: boolean;
  /** The rule that decided, in words. */
  readonly rule: string;
  readonly host: string | undefined;
}

export interface AuditEnded {
  readonly request: string;
  /** "ok", "asked" when it was only a question, or the code of the Problem that ended it. */
  readonly outcome: string;
  /** Ids of the leases or containers it was about. */
  readonly targets: readonly string[];
  readonly durationMs: number;
}

/** One row of the trail. `hash` is over the row and the hash of the one before it. */
export interface AuditRow {
  readonly sequence: number;
  readonly at: Date;
  readonly entry: ({ readonly kind: "began" } & AuditBegan) | ({ readonly kind: "ended" } & AuditEnded);
  readonly hash: string;
}

export interface AuditFilter {
  readonly user?: string | undefined;
  readonly command?: string | undefined;
  readonly host?: string | undefined;
  readonly since?: Date | undefined;
  /** Rows from the end. */
  readonly limit: number;
}

/** A request as the trail tells it: how it began, and how it ended if it has. */
export interface AuditedRequest {
  readonly at: Date;
  readonly began: AuditBegan;
  readonly ended: AuditEnded | undefined;
}

/** Append-only: there is no way to change or to remove a row. */
export interface AuditTrail {
  began(entry: AuditBegan): void;
  ended(entry: AuditEnded): void;
  /** The newest last. */
  read(filter: AuditFilter): readonly AuditedRequest[];
  /** The number of rows when the chain is whole, or the first row that does not fit. */
  verify(): { readonly rows: number; readonly broken: number | undefined; readonly head: string };
}

/** What a request is about, as far as it is known before it runs. */
export interface Resource {
  readonly host?: string | undefined;
  /** What the line names, by every name that is known of it: an image's id is told with its tags. */
  readonly images?: readonly string[] | undefined;
  readonly leases: readonly Lease[];
  /** Containers that no ledger knows. */
  readonly others?: readonly Foreign[] | undefined;
}

/** A container without a lease here. */
export interface Foreign {
  readonly host: string;
  readonly images: readonly string[];
  /** Of its labels; "" is nobody's. */
  readonly owner: string;
}
