import type { types } from "@slack/bolt";
import type { Commands } from "#core/command.ts";
import type { Reply } from "#core/reply.ts";
import { actionIds } from "./actions.ts";
import type { Place } from "./conversation.ts";
import type { Body } from "./door.ts";
import { callerOf, record, text } from "./identity.ts";
import { commandOf } from "../lines.ts";
import type { Requests } from "./requests.ts";
import type { ResponseUrl } from "./response-url.ts";
import type { Signer } from "./signature.ts";
import { escape, inline } from "./text.ts";

export interface PressParts {
  readonly commands: Commands;
  readonly requests: Requests;
  readonly signer: Signer;
  readonly responseUrl: (url: unknown) => ResponseUrl | undefined;
  readonly onHomeChanged: (body: Body) => void;
  readonly now: () => number;
}

/** Buttons that were used, so that a second click does nothing. */
const REMEMBERED = 10_000;

/** What happens at a press: the line is run as whoever pressed, once, and the card says so. */
export class Presses {
  readonly #parts: PressParts;
  readonly #used = new Set<string>();

  constructor(parts: PressParts) {
    this.#parts = parts;
  }

  async press(body: Body, action: Body, deliveryId: string): Promise<void> {
    const { commands, requests, signer, responseUrl, onHomeChanged } = this.#parts;
    const url = responseUrl(body["response_url"]);
    const signed = signer.read(text(action["value"]) ?? "");
    if (typeof signed === "string") return refuse(url, REFUSALS[signed]);
    const { line, nonce } = signed;
    if (this.#used.has(nonce)) return refuse(url, "This button was used already.");
    this.#use(nonce);

    const id = text(action["action_id"]);
    const caller = callerOf(body, channelOf(body));
    const place = placeOf(body, caller.user, id, url);
    const isRead = commandOf(commands, line)?.command.effect === "read";
    let used = false;
    let held = true;
    // Once: what was let go may be somebody else's the next moment.
    const letGo = () => {
      if (held) this.#used.delete(nonce);
      held = false;
    };
    const reply = await requests.answer({
      line,
      caller,
      place,
      deliveryId,
      onFirst: (first) => {
        used = !isRead && !refuses(first);
        // Before it is shown: whoever sees that nothing was done may press at once.
        if (!used && first.tone !== "working") letGo();
        // A question that is answered in private becomes the answer itself.
        if (used && (id !== actionIds.yes || first.audience === "channel")) {
          void this.#replaceCard(url, body, action, caller.displayName);
        }
      },
    });
    // What only looks, and what was not allowed, leaves the button as it is.
    if (!used) letGo();
    if (id === actionIds.dm && !refuses(reply)) await tell(url, "Sent: it is in your conversation with the bot.");
    if (used && isHome(body)) onHomeChanged(body);
  }

  #use(nonce: string): void {
    this.#used.add(nonce);
    for (const oldest of this.#used) {
      if (this.#used.size <= REMEMBERED) break;
      this.#used.delete(oldest);
    }
  }

  /** The card without its buttons, and who pressed what and when. Slack does not send the content of an ephemeral one along. */
  async #replaceCard(url: ResponseUrl | undefined, body: Body, action: Body, name: string): Promise<void> {
    const label = text(record(action["text"])["text"]) ?? "a button";
    const seconds = Math.floor(this.#parts.now() / 1_000);
    const who = `${escape(inline(name))} pressed ${escape(inline(unescaped(label)))}, <!date^${seconds}^{date_short_pretty} at {time}|just now>`;
    const context: types.KnownBlock = { type: "context", elements: [{ type: "mrkdwn", text: who }] };
    const message = record(body["message"]);
    const blocks = (Array.isArray(message["blocks"]) ? message["blocks"] : []) as readonly types.KnownBlock[];
    const kept = blocks.filter(({ type }) => type !== "actions");
    await url?.post({
      text: text(message["text"]) ?? `${inline(name)} pressed ${inline(label)}`,
      blocks: [...kept, context],
      replace: true,
    });
  }
}

const REFUSALS = {
  forged: "This button is not one of ours, so it does nothing.",
  old: "This button is too old, and things may have changed since. Type the command instead.",
} as const;

/** Nothing was done: it was refused, or asked about first. */
function refuses({ problem, confirm }: Reply): boolean {
  return problem !== undefined || confirm !== undefined;
}

/**
 * Where the answer to a press goes: below the card when everybody sees it, to the presser when they alone do, and in the
 * conversation with the bot when it was pressed on the home page or asked for there.
 */
function placeOf(body: Body, user: string, id: string | undefined, responseUrl: ResponseUrl | undefined): Place {
  const container = record(body["container"]);
  if (id === actionIds.dm || isHome(body)) {
    return { address: { channel: user, direct: true }, user, replaces: "never" };
  }
  const message = record(body["message"]);
  const thread = text(message["thread_ts"]) ?? text(container["thread_ts"]);
  const card = container["is_ephemeral"] === true ? undefined : (text(message["ts"]) ?? text(container["message_ts"]));
  const address = { channel: channelOf(body), thread: thread ?? card };
  return { address, user, responseUrl, replaces: id === actionIds.yes ? "source" : "never" };
}

function channelOf(body: Body): string {
  const { container, channel, user } = body;
  return text(record(channel)["id"]) ?? text(record(container)["channel_id"]) ?? text(record(user)["id"]) ?? "";
}

function isHome(body: Body): boolean {
  return record(body["view"])["type"] === "home";
}

async function refuse(url: ResponseUrl | undefined, message: string): Promise<void> {
  await tell(url, message);
}

async function tell(url: ResponseUrl | undefined, message: string): Promise<void> {
  await url?.post({ text: message });
}

/** Slack escapes texts once more when it sends them back. */
function unescaped(label: string): string {
  return label.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
