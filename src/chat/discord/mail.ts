import { Routes } from "discord.js";
import type { REST } from "discord.js";
import { patiently } from "./api-errors.ts";
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

  /** To one person alone. */
  async direct(user: string, message: Rendered): Promise<void> {
    const { id } = (await patiently(() =>
      this.#rest.post(Routes.userChannels(), { body: { recipient_id: user } }),
    )) as { id: string };
    await this.post(id, message);
  }
}
