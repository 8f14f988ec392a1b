import { alertReply, ownersOf } from "../alert.ts";
import type { Alert } from "../alert.ts";
import { RateLimited } from "../outbox.ts";
import { failureOf } from "./api-errors.ts";
import type { Buttons } from "./buttons.ts";
import { customIds } from "./custom-ids.ts";
import type { Mail } from "./mail.ts";
import { render } from "./render.ts";
import { ATTACHMENT_BYTES } from "./limits.ts";

export interface AlertParts {
  readonly mail: Mail;
  readonly buttons: Buttons;
  readonly log: (message: string) => void;
}

/** Posts alerts of one channel as one message that mentions their owners; where it is closed to us, to them directly. */
export async function sendAlerts(
  { mail, buttons, log }: AlertParts,
  channel: string,
  alerts: readonly Alert[],
  unlisted: number,
): Promise<void> {
  const reply = alertReply(alerts, unlisted);
  const owners = ownersOf(alerts);
  // Whoever may do what a button does may press it: who is on duty need not be the owner.
  const customId = customIds(reply, buttons, undefined);
  const direct = async (people: readonly string[]) => {
    for (const owner of people) {
      await mail.direct(owner, reply).catch((thrown: unknown) => {
        if (thrown instanceof RateLimited) throw thrown;
        log(`an alert could not be sent to its owner (${failureOf(thrown).reason})`);
      });
    }
  };
  try {
    await mail.post(channel, render(reply, { customId, attachmentLimit: ATTACHMENT_BYTES, mentions: owners }));
  } catch (error) {
    if (error instanceof RateLimited) throw error;
    const failure = failureOf(error);
    // It may stand there already, and an alert twice is noise.
    if (failure.kind === "unsure") return;
    log(`an alert could not be posted (${failure.reason}); its owner is told directly`);
    await direct(owners);
  }
}
