import { Routes } from "discord.js";
import type { REST } from "discord.js";
import type { Reply } from "#core/reply.ts";
import { patiently } from "./api-errors.ts";
import { ATTACHMENT_BYTES } from "./limits.ts";
import { render } from "./render.ts";
import type { Rendered } from "./render.ts";
import { sent } from "./webhook.ts";

/** Messages of the bot's own, with its token: what nobody asked for, and what an interaction can say no more. */
export class Mail {
  readonly #rest: REST;

  constructor(rest: REST) {
    this.#rest = rest;
  }

  /** Throws what discord.js throws, or RateLimited. */
  async post(channel: string, message: Rendered): Promise<void> {
    await patiently(() => this.#rest.post(Routes.channelMessages(channel), sent(message)));
  }

  /** To one person alone. What is pressed there has no server, and so no roles: its lines are there to be typed. */
  async direct(user: string, reply: Reply): Promise<void> {
    const message = render(reply, { customId: () => "", attachmentLimit: ATTACHMENT_BYTES });
    const { id } = (await patiently(() =>
      this.#rest.post(Routes.userChannels(), { body: { recipient_id: user } }),
    )) as { id: string };
    await this.post(id, message);
  }
}
