import type { Reply } from "#core/reply.ts";
import { redact } from "#core/redact.ts";
import { failureOf } from "./api-errors.ts";
import { ChannelMessage } from "./channel-message.ts";
import type { Address, Mail, Posted } from "./mail.ts";
import type { Prefix } from "./prefix.ts";
import { PrivateMessage } from "./private-message.ts";
import type { PrivateOptions } from "./private-message.ts";
import { render } from "./render.ts";
import type { Rendered, RenderOptions } from "./render.ts";
import type { ResponseUrl } from "./response-url.ts";
import type { Log } from "./settings.ts";

/** Where a request came from and its answer goes. */
export interface Place {
  readonly address: Address;
  readonly user: string;
  readonly responseUrl?: ResponseUrl | undefined;
  readonly replaces: PrivateOptions["replaces"];
}

export interface ConversationParts {
  readonly mail: Mail;
  readonly log: Log;
  readonly prefix: Prefix;
  readonly sign: RenderOptions["sign"];
  readonly botName: string;
  /** Different for every message. */
  readonly newKey: () => string;
}

export interface Asked {
  readonly line: string;
  readonly displayName: string;
  /** The line changes nothing, so asking it again shows the same. */
  readonly isRead: boolean;
}

/**
 * The replies to one request, each where it belongs. Secrets, refusals and questions go to the caller alone; what the
 * channel has to know goes there in one message that is edited, never left saying that it works.
 */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #place: Place;
  readonly #asked: Asked;
  readonly #open: ChannelMessage;
  readonly #private: PrivateMessage;
  /** What goes on and on, for the caller alone: no private message in a channel can be edited for long. */
  #live: ChannelMessage | undefined;

  constructor(parts: ConversationParts, place: Place, asked: Asked) {
    this.#parts = parts;
    this.#place = place;
    this.#asked = asked;
    this.#open = new ChannelMessage(parts.mail, place.address, parts.newKey());
    this.#private = this.#privately(false);
  }

  working(reply: Reply): void {
    if (this.#isOpen(reply)) this.#open.show(this.#render(reply));
    else if (reply.live) this.#showLive(reply);
    else this.#private.show(this.#render(reply));
  }

  #showLive(reply: Reply): void {
    const { mail, newKey } = this.#parts;
    if (!this.#live) {
      this.#live = new ChannelMessage(mail, { channel: this.#place.user, direct: true }, newKey());
      const note = this.#render({ tone: "ok", title: "It goes on in your conversation with the bot." });
      void this.#privately(false).finish(note, note);
    }
    this.#live.show(this.#render(reply));
  }

  /** Resolves when the answer was delivered, as far as can be known. Never throws. */
  async finish(reply: Reply): Promise<void> {
    // The first delivery has its answer; a second one would only be in the way.
    if (reply.problem?.code === "delivered-twice") return this.#private.remove();
    const message = this.#render(reply);
    if (await this.#finishedLive(reply, message)) return;
    if (this.#isOpen(reply)) await this.#finishOpen(reply, message);
    else await this.#finishPrivate(reply, message);
  }

  /** False when there is nothing live, or it could not be shown: the caller has to be told another way. */
  async #finishedLive(reply: Reply, message: Rendered): Promise<boolean> {
    const shown = await this.#live?.finish(message, this.#render(reply, [SENT_AGAIN]));
    if (!shown || !("posted" in shown)) return false;
    await this.#upload({ channel: shown.posted.channel, direct: true }, message);
    return true;
  }

  /** A direct conversation holds everything. A problem is for the caller, unless the channel saw the work begin. */
  #isOpen(reply: Reply): boolean {
    if (this.#place.address.direct) return true;
    if ((reply.blocks ?? []).some(({ kind }) => kind === "secret") || reply.confirm) return false;
    if (reply.problem) return this.#open.begun;
    return reply.audience === "channel";
  }

  async #finishOpen(reply: Reply, message: Rendered): Promise<void> {
    const { address } = this.#place;
    const [shown] = await Promise.all([
      this.#open.finish(message, this.#render(reply, [SENT_AGAIN])),
      this.#private.remove(),
    ]);
    if ("posted" in shown) {
      const { posted } = shown;
      const thread = address.thread ?? (address.direct ? undefined : posted.ts);
      return this.#upload({ ...address, channel: posted.channel, thread }, message);
    }
    const invite = `The bot is not in this channel (${shown.closed}). For live progress: /invite @${this.#parts.botName}`;
    const note = this.#place.responseUrl ? [invite] : [];
    const elsewhere = this.#privately(true);
    await this.#told(elsewhere.finish(this.#render(reply, note), this.#render(reply, [...note, SENT_AGAIN])));
    await this.#uploadToCaller(message);
  }

  async #finishPrivate(reply: Reply, message: Rendered): Promise<void> {
    if (this.#open.begun) {
      const closing = this.#render({ tone: reply.tone, title: "Done; the answer is for the caller alone." });
      await this.#open.finish(closing, closing);
    }
    await this.#told(this.#private.finish(message, this.#render(reply, [SENT_AGAIN])));
    await this.#uploadToCaller(message);
  }

  async #told(delivered: Promise<boolean>): Promise<void> {
    if (await delivered) return;
    this.#parts.log({ level: "error", message: `Slack: an answer reached nobody: ${redact(this.#asked.line)}` });
  }

  /** Ephemeral messages hold no files, so those go to the caller's conversation with the bot. */
  async #uploadToCaller(message: Rendered): Promise<void> {
    if (message.files.length === 0) return;
    const { mail } = this.#parts;
    const { user } = this.#place;
    const title = this.#render({ tone: "ok", title: `Files of ${redact(this.#asked.line)}` });
    try {
      const { channel }: Posted = await mail.outbox.post(user, user, () =>
        mail.post({ channel: user, direct: true }, title),
      );
      await this.#upload({ channel, direct: true }, message);
    } catch (error) {
      await this.#fileFailed(error);
    }
  }

  async #upload(address: Address, { files }: Rendered): Promise<void> {
    const { mail } = this.#parts;
    if (files.length === 0) return;
    try {
      await mail.outbox.post(address.channel, this.#parts.newKey(), () => mail.upload(address, files));
    } catch (error) {
      await this.#fileFailed(error);
    }
  }

  async #fileFailed(error: unknown): Promise<void> {
    const { reason } = failureOf(error);
    const todo =
      reason === "missing_scope"
        ? "The app lacks files:write: an admin of the workspace has to install it again."
        : "What fits is in the message.";
    const reply: Reply = { tone: "warning", title: `The file could not be sent (${reason}). ${todo}` };
    await this.#told(
      new PrivateMessage({ ...this.#privateOptions(), replaces: "never" }).finish(
        this.#render(reply),
        this.#render(reply),
      ),
    );
  }

  #privately(inChannel: boolean): PrivateMessage {
    return new PrivateMessage({ ...this.#privateOptions(), inChannel });
  }

  #privateOptions(): PrivateOptions {
    const { address, user, responseUrl, replaces } = this.#place;
    return { mail: this.#parts.mail, address, user, responseUrl, replaces };
  }

  #render(reply: Reply, notes: readonly string[] = []): Rendered {
    const { prefix, sign } = this.#parts;
    const { line, displayName, isRead } = this.#asked;
    const who = reply.audience === "channel" ? [`${displayName} · ${prefix.shown(redact(line))}`] : [];
    const again = isRead ? line : undefined;
    return render(prefix.reply(reply), { sign, notes: [...who, ...notes], again });
  }
}

const SENT_AGAIN = "Sent again, because Slack did not confirm the first time.";
