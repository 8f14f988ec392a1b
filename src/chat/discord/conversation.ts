import type { Reply } from "#core/reply.ts";
import type { Alert } from "../alert.ts";
import { OutboxFull } from "../outbox.ts";
import type { Outbox } from "../outbox.ts";
import { Answer } from "./answer.ts";
import { failureOf } from "./api-errors.ts";
import type { Failure } from "./api-errors.ts";
import type { Buttons } from "./buttons.ts";
import { customIds } from "./custom-ids.ts";
import type { Mail } from "./mail.ts";
import { render } from "./render.ts";
import type { Rendered } from "./render.ts";
import type { Log } from "./settings.ts";
import type { Webhook } from "./webhook.ts";

/** Where a request came from and its answer goes. */
export interface Place {
  /** The interaction's id. */
  readonly id: string;
  readonly webhook: Webhook;
  readonly channel: string;
  readonly user: string;
  readonly attachmentLimit: number;
  /**
   * What the acknowledgement promised: a message for the caller alone, or for the channel, that is there already and says
   * that the bot thinks; or nothing, below the button that was pressed ("below"), or in its place ("instead").
   */
  readonly promised: "private" | "public" | "below" | "instead";
  /** Who did what, where Discord does not say it by itself. */
  readonly note?: string;
}

export interface ConversationParts {
  readonly outbox: Outbox<Alert>;
  readonly mail: Mail;
  readonly buttons: Buttons;
  readonly log: Log;
}

/**
 * The replies to one request, each where it belongs. Secrets, refusals and questions go to the caller alone; what the
 * channel has to know goes there in one message that is edited, never left saying that it works.
 *
 * Who sees a promised message was settled with the promise, and until it is kept every further message would take its
 * place, seen by the same people. So it is kept or taken away before anything else is said.
 */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #place: Place;
  readonly #original: Answer;
  #open: Answer | undefined;
  #private: Answer | undefined;

  constructor(parts: ConversationParts, place: Place) {
    this.#parts = parts;
    this.#place = place;
    this.#original = this.#answer("original");
  }

  working(reply: Reply): void {
    const { promised } = this.#place;
    const isOpen = this.#isOpen(reply);
    // What does not fit the promise waits for the last reply, which settles it.
    if (promised === "private" || (promised === "public" && isOpen)) this.#original.show(this.#render(reply));
    else if (promised === "below" || promised === "instead") this.#below(isOpen).show(this.#render(reply));
  }

  /** Resolves when the answer was delivered, as far as can be known. Never throws. */
  async finish(reply: Reply): Promise<void> {
    // The first delivery has its answer; a second one would only be in the way.
    if (reply.problem?.code === "delivered-twice") return void (await this.#original.remove());
    const failure = this.#place.webhook.isExpired ? EXPIRED : await this.#finish(reply);
    if (failure) await this.#late(reply, failure);
  }

  /** A problem is for the caller, unless the channel saw the work begin. */
  #isOpen(reply: Reply): boolean {
    if (isSecret(reply)) return false;
    if (reply.problem) return this.#open?.begun ?? (this.#place.promised === "public" && this.#original.begun);
    return reply.audience === "channel";
  }

  async #finish(reply: Reply): Promise<Failure | undefined> {
    const { promised } = this.#place;
    const isOpen = this.#isOpen(reply);
    const message = this.#render(reply);
    if (promised === "instead" && !isOpen) return this.#original.finish(message);
    if (promised === "below" || promised === "instead") {
      const other = isOpen ? this.#private : this.#open;
      if (other?.begun && !(await other.remove())) await other.finish(this.#render(elsewhere(isOpen)));
      return this.#below(isOpen).finish(message);
    }
    if (isOpen === (promised === "public")) return this.#original.finish(message);
    return this.#breakPromise(message, isOpen);
  }

  async #breakPromise(message: Rendered, isOpen: boolean): Promise<Failure | undefined> {
    const seen = !isOpen && this.#original.begun;
    const isKept = !seen && (await this.#original.remove());
    const failure = isKept ? undefined : await this.#original.finish(this.#render(elsewhere(isOpen)));
    // Said now it would stand where the promise stands, for everybody.
    if (failure) return failure;
    return this.#answer(isOpen ? "public" : "private").finish(message);
  }

  /** The interaction can say no more. The channel gets what is not secret, and a button for the rest. */
  async #late(reply: Reply, failure: Failure): Promise<void> {
    const { mail, outbox, buttons, log } = this.#parts;
    const { channel, user, attachmentLimit } = this.#place;
    const isOpen = this.#isOpen(reply);
    const again = againOf(reply);
    const button = isOpen ? undefined : buttons.remember({ kind: "show", reply }, user);
    const shown: Reply = isOpen
      ? reply
      : {
          tone: reply.tone,
          title: reply.title,
          audience: "channel",
          // The answer itself is kept in memory only; what the line asks for is there after a restart, too.
          actions: [{ label: SHOW, command: SHOW }, ...(again === undefined ? [] : [{ label: AGAIN, command: again }])],
        };
    const ids = customIds(reply, buttons, user);
    const customId: typeof ids = (action) => (action.command === SHOW && button !== undefined ? button : ids(action));
    const message = render(shown, { customId, attachmentLimit, mentions: [user] });
    try {
      await outbox.post(channel, `late:${this.#place.id}`, () => mail.post(channel, message));
    } catch (error) {
      const why = error instanceof OutboxFull ? "too much waits in the channel" : failureOf(error).reason;
      const last = await this.#direct(reply);
      if (!last) return;
      const what = last.kind === "unsure" ? "an answer may have reached nobody" : "an answer reached nobody";
      const message = `Discord: ${what} (${failure.reason}; ${why}; ${last.reason}): interaction ${this.#place.id}`;
      log({ level: "error", message });
    }
  }

  /**
   * Where the channel is closed to the bot: to the caller directly, without what nobody should find there later. Undefined
   * when it was taken.
   */
  async #direct(reply: Reply): Promise<Failure | undefined> {
    const { mail, outbox } = this.#parts;
    const { id, user } = this.#place;
    const again = againOf(reply);
    const { blocks = [], actions = [], ...rest } = reply;
    const shown: Reply = {
      ...rest,
      blocks: blocks.filter(({ kind }) => kind !== "secret"),
      actions: [...(again === undefined ? [] : [{ label: AGAIN, command: again }]), ...actions],
    };
    try {
      await outbox.post(user, `late:${id}`, () => mail.direct(user, shown));
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  #below(isOpen: boolean): Answer {
    return isOpen ? (this.#open ??= this.#answer("public")) : (this.#private ??= this.#answer("private"));
  }

  #answer(where: "original" | "private" | "public"): Answer {
    return new Answer({ outbox: this.#parts.outbox, webhook: this.#place.webhook, lane: this.#place.id }, where);
  }

  #render(reply: Reply): Rendered {
    const { user, attachmentLimit, note } = this.#place;
    const blocks = [...(reply.blocks ?? [])];
    if (note !== undefined && this.#isOpen(reply)) blocks.push({ kind: "text", text: note });
    const shown = blocks.length > 0 ? { ...reply, blocks } : reply;
    return render(shown, { customId: customIds(reply, this.#parts.buttons, user), attachmentLimit });
  }
}

const EXPIRED: Failure = { kind: "expired", reason: "the interaction is over" };

const SHOW = "Show me the answer";
const AGAIN = "Ask again";

/** The line that brings a secret back. */
function againOf({ blocks = [] }: Reply): string | undefined {
  return blocks.find((block) => block.kind === "secret")?.again;
}

function isSecret({ blocks = [], confirm }: Reply): boolean {
  return confirm !== undefined || blocks.some(({ kind }) => kind === "secret");
}

function elsewhere(isOpen: boolean): Reply {
  return { tone: "ok", title: isOpen ? "The answer is in the channel." : "Done; the answer is for the caller alone." };
}
