import { alertReply, ownersOf } from "../alert.ts";
import type { Alert } from "../alert.ts";
import { failureOf } from "./api-errors.ts";
import type { Mail } from "./mail.ts";
import { RateLimited } from "../outbox.ts";
import { render } from "./render.ts";
import type { Rendered, RenderOptions } from "./render.ts";
import { inline } from "./text.ts";

export interface AlertParts {
  readonly mail: () => Mail;
  readonly sign: RenderOptions["sign"];
  readonly log: (message: string) => void;
}

/** Posts alerts of one channel as one message; where the channel is closed to us, to their owners. */
export async function sendAlerts(parts: AlertParts, channel: string, alerts: readonly Alert[], unlisted: number) {
  const { mail, sign, log } = parts;
  const message = withMentions(render(alertReply(alerts, unlisted, inline), { sign }), ownersOf(alerts));
  const threads = new Set(alerts.map(({ recipient }) => recipient.thread));
  const thread = threads.size === 1 ? alerts[0]?.recipient.thread : undefined;
  try {
    await mail().post({ channel, thread }, message);
  } catch (error) {
    if (error instanceof RateLimited) throw error;
    const failure = failureOf(error);
    // It may stand there already, and an alert twice is noise.
    if (failure.kind === "unsure") return;
    log(`an alert could not be posted (${failure.reason}); its owner is told directly`);
    for (const owner of ownersOf(alerts)) await mail().post({ channel: owner, direct: true }, message);
  }
}

/** The one place where we mention people: by id, in an element of its own. */
function withMentions(message: Rendered, owners: readonly string[]): Rendered {
  if (owners.length === 0) return message;
  const elements = owners.flatMap((user_id) => [
    { type: "user" as const, user_id },
    { type: "text" as const, text: " " },
  ]);
  const mention = { type: "rich_text" as const, elements: [{ type: "rich_text_section" as const, elements }] };
  return { ...message, blocks: [mention, ...message.blocks], basic: [mention, ...message.basic] };
}
