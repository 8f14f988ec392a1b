import type { types, webApi } from "@slack/bolt";
import { failureOf, kindOf } from "./api-errors.ts";
import { RESPONSE_URL_MS, RESPONSE_URL_POSTS } from "./limits.ts";

/** A message as a response_url takes it. Ephemeral unless said otherwise. */
export interface ResponseMessage {
  readonly text: string;
  readonly blocks?: readonly types.KnownBlock[];
  readonly in_channel?: boolean;
  /** In place of the message that was pressed, or of the one this URL posted before. */
  readonly replace?: boolean;
  readonly remove?: boolean;
}

/** `unsure`: Slack may have shown it. `spent`: no more posts, too old, or refused; `blocks`: refused for what is in it. */
export type ResponseOutcome = "sent" | "spent" | "blocks" | "unsure";

/** The URL Slack gives along with a command or a press: five posts within half an hour, also where the bot is no member. */
export class ResponseUrl {
  left = RESPONSE_URL_POSTS;
  readonly #url: string;
  readonly #fetch: webApi.FetchFunction;
  readonly #now: () => number;
  readonly #until: number;

  constructor(url: string, fetch: webApi.FetchFunction, now: () => number) {
    this.#url = url;
    this.#fetch = fetch;
    this.#now = now;
    this.#until = now() + RESPONSE_URL_MS;
  }

  /** Never throws. */
  async post(message: ResponseMessage): Promise<ResponseOutcome> {
    if (this.left <= 0 || this.#now() >= this.#until) return "spent";
    this.left -= 1;
    try {
      const response = await this.#fetch(this.#url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(bodyOf(message)),
      });
      return outcomeOf(response.ok, await response.text(), response.status);
    } catch (error) {
      return failureOf(error).kind === "unsure" ? "unsure" : "spent";
    }
  }
}

function bodyOf({ in_channel, replace, remove, ...message }: ResponseMessage): object {
  if (remove) return { delete_original: true };
  return {
    ...message,
    response_type: in_channel ? "in_channel" : "ephemeral",
    replace_original: replace ?? false,
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** Slack answers "ok", or JSON; what it says of a spent URL is not documented, so everything else counts as that. */
function outcomeOf(ok: boolean, body: string, status: number): ResponseOutcome {
  const [, named] = /"error"\s*:\s*"([^"]+)"/.exec(body) ?? [];
  const reason = named ?? body.trim();
  if (kindOf(reason) === "blocks") return "blocks";
  if (status >= 500) return "unsure";
  return ok && !/"ok"\s*:\s*false/.test(body) ? "sent" : "spent";
}
