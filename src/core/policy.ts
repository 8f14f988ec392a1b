import type { Access } from "./command.ts";

/**
 * Who holds which role. A grant is one of
 *
 * - `slack:T012/U345`, `discord:98/76`, `terminal:box/1000`: one person (`callerId`);
 * - `slack:T012/@S345`: a Slack user group; `discord:98/&76`: a Discord role;
 * - `slack:T012/#C345`: whoever asks in that channel;
 * - `slack:T012/*`, `terminal:*`: everybody whose id begins so.
 */
export type Grants = Readonly<Record<Access, readonly string[]>>;

/** A rule applies when every condition it has fits; a condition that is absent fits everything. */
export interface Rule {
  /** What people see when it decides. */
  readonly name: string;
  readonly effect: "allow" | "deny" | "approve";
  /** Roles, exactly, or grants. */
  readonly who?: readonly string[] | undefined;
  /** Commands' paths; a star stands for any text: "db up", "db *". */
  readonly command?: readonly string[] | undefined;
  readonly host?: readonly string[] | undefined;
  readonly image?: readonly string[] | undefined;
  /** Whose the database is: "self", "others", or a grant. */
  readonly owner?: readonly string[] | undefined;
  /** `channelId`s. */
  readonly channel?: readonly string[] | undefined;
}

export interface Policy {
  readonly grants: Grants;
  readonly rules: readonly Rule[];
  /** Requests of one person within a minute; absent is not limited. */
  readonly perMinute: Readonly<Partial<Record<Access, number>>>;
}

/** One rule looked at for one request. */
export interface Weighed {
  readonly rule: string;
  readonly effect: Rule["effect"];
  readonly applies: boolean;
  /** Why it applies or does not, in words. */
  readonly why: string;
}

/** What would become of a line, without running it. */
export interface Verdict {
  readonly line: string;
  readonly decision: "allow" | "deny" | "approve";
  readonly reason: string;
  /** In the order in which they count. */
  readonly weighed: readonly Weighed[];
}
