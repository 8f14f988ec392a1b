/**
 * Who asked, by immutable ids only: names change hands, ids do not.
 *
 * `team` is the Slack team, the Discord guild, or the machine's host name for the terminal.
 */
export interface Caller {
  readonly platform: string;
  readonly team: string;
  readonly user: string;
  /** Where the request came from and where the answer goes. */
  readonly channel: string;
  /** Where in the channel, on a platform whose threads are no channels of their own. */
  readonly thread?: string | undefined;
  /** Slack user groups or Discord roles, by id. */
  readonly groups: readonly string[];
  /** For people to read in a reply; never decides anything. */
  readonly displayName: string;
}

/** The id an admin writes into the settings and a label carries: `slack:T012/U345`. */
export function callerId(caller: Pick<Caller, "platform" | "team" | "user">): string {
  return `${caller.platform}:${caller.team}/${caller.user}`;
}

/** The id of the channel: `slack:T012/C345`. */
export function channelId(caller: Pick<Caller, "platform" | "team" | "channel">): string {
  return `${caller.platform}:${caller.team}/${caller.channel}`;
}

/** The id of the channel and, where there is one, of the thread in it: `slack:T012/C345:1700000000.0001`. */
export function placeId(caller: Pick<Caller, "platform" | "team" | "channel" | "thread">): string {
  return caller.thread === undefined ? channelId(caller) : `${channelId(caller)}:${caller.thread}`;
}

/** The `channelId` in a `placeId`. */
export function channelOfPlace(place: string): string {
  return place.replace(/:[^/]*$/, "");
}
