import { InteractionResponseType, MessageFlags } from "discord.js";
import type { REST } from "discord.js";
import type { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Buttons } from "./buttons.ts";
import type { Place } from "./conversation.ts";
import { customIds } from "./custom-ids.ts";
import { callerOf } from "./identity.ts";
import type { Envelope } from "./identity.ts";
import { ATTACHMENT_BYTES } from "./limits.ts";
import { render } from "./render.ts";
import type { Log } from "./settings.ts";
import { sent, Webhook } from "./webhook.ts";

export interface NoticeParts {
  readonly rest: REST;
  readonly buttons: Buttons;
  readonly log: Log;
}

/** Something that is said to the caller alone at once, as the acknowledgement. Its buttons are `user`'s. */
export async function notice(
  { rest, buttons, log }: NoticeParts,
  interaction: { readonly id: string; readonly token: string },
  reply: Reply,
  user?: string,
): Promise<void> {
  const how = { customId: customIds(reply, buttons, user), attachmentLimit: ATTACHMENT_BYTES };
  const { body, files } = sent(render(reply, how), MessageFlags.Ephemeral);
  const type = InteractionResponseType.ChannelMessageWithSource;
  await acknowledge(rest, interaction, { type, data: body }, log, files);
}

export function placeOf(
  { rest, application, now }: { readonly rest: REST; readonly application: string; readonly now: () => number },
  envelope: Envelope,
  promised: Place["promised"],
  note?: string,
): Place {
  const { user, channel, thread = channel } = callerOf(envelope);
  return {
    id: envelope.id,
    webhook: new Webhook({ rest, application, token: envelope.token, now, isLegacy: isLegacy(envelope) }),
    channel: thread,
    user,
    attachmentLimit: envelope.attachment_size_limit ?? ATTACHMENT_BYTES,
    promised,
    ...(note !== undefined && { note }),
  };
}

/** Whether a message came with it that is no panel. */
function isLegacy({ message }: Envelope): boolean {
  return message !== undefined && ((message.flags ?? 0) & MessageFlags.IsComponentsV2) === 0;
}

export function problemReply({ code, message, hint }: Problem): Reply {
  return {
    tone: "error",
    title: message,
    audience: "caller",
    problem: { code, message, ...(hint !== undefined && { hint }) },
  };
}

export function refused(title: string): Reply {
  return { tone: "warning", title, audience: "caller" };
}
