import { z } from "zod";
import type { Caller } from "#core/caller.ts";

const snowflake = z.string().regex(/^\d{1,20}$/);
const user = z.looseObject({ id: snowflake, username: z.string().optional(), global_name: z.string().nullish() });

/** What every interaction has to say before anything is done for it; the rest is read where it is used. */
const envelope = z.looseObject({
  id: snowflake,
  application_id: snowflake,
  type: z.int(),
  token: z.string().min(1),
  guild_id: snowflake.optional(),
  channel_id: snowflake.optional(),
  channel: z.looseObject({ id: snowflake, type: z.int().optional(), parent_id: snowflake.nullish() }).optional(),
  member: z.looseObject({ user, roles: z.array(snowflake), nick: z.string().nullish() }).optional(),
  user: user.optional(),
  authorizing_integration_owners: z.record(z.string(), z.string()).optional(),
  attachment_size_limit: z.int().positive().optional(),
  /** What was pressed stands in it. */
  message: z.looseObject({ flags: z.int().optional() }).optional(),
});
export type Envelope = z.output<typeof envelope>;

/** What can be told apart of something that is no interaction as we know it: enough to say so, or nothing. */
export type Arrived =
  | { readonly kind: "interaction"; readonly envelope: Envelope }
  | { readonly kind: "broken"; readonly reply: { readonly id: string; readonly token: string } | undefined };

export function arrived(data: unknown): Arrived {
  const read = envelope.safeParse(data);
  if (read.success) return { kind: "interaction", envelope: read.data };
  const least = envelope.pick({ id: true, token: true }).safeParse(data);
  return { kind: "broken", reply: least.data && { id: least.data.id, token: least.data.token } };
}

/** Of an announcement channel, public and private. */
const THREADS: ReadonlySet<number> = new Set([10, 11, 12]);

/**
 * Who asked, from the ids as they came: what is cached of roles may lack some. The name is for people to read.
 *
 * A thread is a channel of its own to Discord. What the settings say of a channel holds in its threads too.
 */
export function callerOf({ guild_id, channel_id, channel, member, user }: Envelope): Caller {
  const who = member?.user ?? user;
  const here = channel_id ?? channel?.id ?? "";
  const parent = THREADS.has(channel?.type ?? 0) ? (channel?.parent_id ?? undefined) : undefined;
  return {
    platform: "discord",
    team: guild_id ?? "",
    user: who?.id ?? "",
    channel: parent ?? here,
    ...(parent !== undefined && { thread: here }),
    groups: member?.roles ?? [],
    displayName: member?.nick ?? who?.global_name ?? who?.username ?? "somebody",
  };
}

/** Why this is not for us, in a sentence; undefined when it is. */
export function refusal(envelope: Envelope, application: string, guilds: readonly string[]): string | undefined {
  const { guild_id, member, authorizing_integration_owners: owners } = envelope;
  if (envelope.application_id !== application) return "This came for another app. Nothing was done.";
  if (guild_id === undefined || !member)
    return "This bot works in the channels of its server only, not in direct messages.";
  // "0" is an installation in a server, "1" one that a person carries along into servers that did not ask for it.
  const carried = owners !== undefined && owners["0"] !== guild_id;
  if (carried || (guilds.length > 0 && !guilds.includes(guild_id))) {
    return "This bot belongs to another server, so it does nothing here.";
  }
  return undefined;
}
