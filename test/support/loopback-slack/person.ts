import { createHmac, randomUUID } from "node:crypto";
import type { LoopbackSlack } from "./server.ts";
import type { Thing } from "./validate.ts";
import { APP, TEAM } from "./web-api.ts";
import type { Message } from "./web-api.ts";

export const SIGNING_SECRET = "loopback-signing-secret";

export interface PersonOptions {
  readonly user?: string;
  readonly team?: string;
  readonly channel?: string;
  /** Deliver over HTTP to this address instead of the socket. */
  readonly http?: string | undefined;
}

/** Somebody who uses Slack: what they do arrives as Slack would deliver it. */
export class Person {
  readonly slack: LoopbackSlack;
  readonly user: string;
  readonly team: string;
  readonly channel: string;
  readonly #http: string | undefined;

  constructor(slack: LoopbackSlack, { user = "U0ANN", team = TEAM, channel = "C0OPS", http }: PersonOptions = {}) {
    this.slack = slack;
    this.user = user;
    this.team = team;
    this.channel = channel;
    this.#http = http;
  }

  /** Types a slash command; resolves with what the acknowledgement said. */
  slash(line: string, more: Thing = {}): Promise<Thing> {
    const [, command = "", text = ""] = /^(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
    return this.deliver("slash_commands", {
      token: "x",
      team_id: this.team,
      team_domain: "example",
      channel_id: this.channel,
      channel_name: "ops",
      user_id: this.user,
      user_name: "ann",
      command,
      text,
      api_app_id: APP,
      is_enterprise_install: "false",
      response_url: this.slack.origin + this.slack.hooks.create(this.channel, this.user),
      trigger_id: randomUUID(),
      ...more,
    });
  }

  /** Presses the button with this label. */
  press(message: Message, label: string, more: Thing = {}): Promise<Thing> {
    const button = buttonsOf(message.blocks).find(({ text }) => (text as Thing)["text"] === label);
    if (!button)
      throw new Error(
        `There is no button ${label} among ${buttonsOf(message.blocks)
          .map(({ text }) => (text as Thing)["text"])
          .join(", ")}`,
      );
    const { channel, ts, thread } = message;
    const ephemeral = message.user !== undefined;
    return this.interact({
      type: "block_actions",
      channel: { id: channel, name: "ops" },
      container: {
        type: "message",
        message_ts: ts,
        channel_id: channel,
        is_ephemeral: ephemeral,
        ...(thread && { thread_ts: thread }),
      },
      ...(!ephemeral && {
        message: { ts, text: message.text, blocks: message.blocks, ...(thread && { thread_ts: thread }) },
      }),
      response_url: this.slack.origin + this.slack.hooks.create(channel, this.user, message),
      actions: [{ ...button, block_id: "b", action_ts: "1" }],
      ...more,
    });
  }

  /** Chooses in, or presses in, a view. */
  act(view: Thing, action: Thing): Promise<Thing> {
    return this.interact({
      type: "block_actions",
      container: { type: "view", view_id: view["id"] },
      view,
      actions: [{ block_id: "b", ...action }],
    });
  }

  submit(view: Thing, values: Readonly<Record<string, Thing>>, more: Thing = {}): Promise<Thing> {
    const state = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { field: value }]));
    return this.interact({
      type: "view_submission",
      view: { ...view, state: { values: state } },
      response_urls: [],
      ...more,
    });
  }

  search(view: Thing, block_id: string, value: string): Promise<Thing> {
    return this.interact({
      type: "block_suggestion",
      action_id: "suggest",
      block_id,
      value,
      view,
      trigger_id: undefined,
      container: { type: "view" },
    });
  }

  shortcut(callback_id: string, more: Thing = {}): Promise<Thing> {
    return this.interact({ type: "shortcut", callback_id, action_ts: "1", ...more });
  }

  event(event: Thing, more: Thing = {}): Promise<Thing> {
    return this.deliver("events_api", {
      token: "x",
      team_id: this.team,
      api_app_id: APP,
      type: "event_callback",
      event_id: randomUUID(),
      event_time: 1,
      authorizations: [{ team_id: this.team, user_id: "U0BOT", is_bot: true }],
      event,
      ...more,
    });
  }

  interact(payload: Thing): Promise<Thing> {
    return this.deliver("interactive", {
      team: { id: this.team, domain: "example" },
      user: { id: this.user, username: "ann", name: "ann", team_id: this.team },
      api_app_id: APP,
      token: "x",
      trigger_id: randomUUID(),
      is_enterprise_install: false,
      ...payload,
    });
  }

  async deliver(type: string, payload: Thing, more: Thing = {}): Promise<Thing> {
    if (this.#http === undefined) return this.slack.envelope(type, payload, more);
    const answer = await postSigned(
      this.#http,
      bodyOf(type, payload),
      type === "events_api" ? "application/json" : undefined,
    );
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`The bot answered ${answer.status}`);
    return text.startsWith("{") ? (JSON.parse(text) as Thing) : text === "" ? {} : { text };
  }
}

export function buttonsOf(blocks: readonly Thing[]): readonly Thing[] {
  return blocks.filter(({ type }) => type === "actions").flatMap(({ elements }) => elements as readonly Thing[]);
}

/** How Slack writes a delivery over HTTP. */
export function bodyOf(type: string, payload: Thing): string {
  if (type === "events_api") return JSON.stringify(payload);
  if (type === "interactive") return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(payload as Record<string, string>).toString();
}

export interface Signing {
  readonly secret?: string;
  readonly atSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function postSigned(
  url: string,
  body: string,
  type = "application/x-www-form-urlencoded",
  signing: Signing = {},
): Promise<Response> {
  const { secret = SIGNING_SECRET, atSeconds = Math.floor(Date.now() / 1_000), headers = {} } = signing;
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${atSeconds}:${body}`).digest("hex")}`;
  return fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": type,
      "x-slack-request-timestamp": String(atSeconds),
      "x-slack-signature": signature,
      ...headers,
    },
  });
}
