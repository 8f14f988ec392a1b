import type { types, webApi } from "@slack/bolt";
import type { Bot } from "#core/chat.ts";
import type { Place } from "./conversation.ts";
import type { Body } from "./door.ts";
import { chooserView, formView, WHERE } from "./form-view.ts";
import type { FormOptions } from "./form-view.ts";
import { elementState, readForm } from "./form-values.ts";
import { callerOf, record, text } from "./identity.ts";
import type { Wanted } from "../lines.ts";
import { readMetadata, writeMetadata } from "./origins.ts";
import type { Metadata, Origins } from "./origins.ts";
import type { Prefix } from "./prefix.ts";
import type { ResponseUrl } from "./response-url.ts";
import { suggestions } from "./suggestions.ts";

export interface FormParts {
  readonly bot: Bot;
  readonly client: webApi.WebClient;
  readonly origins: Origins;
  readonly prefix: Prefix;
  readonly responseUrl: (url: unknown) => ResponseUrl | undefined;
}

/** A submitted form: what is wrong with it, or the line it stands for and where the answer goes. */
export type Submitted =
  | { readonly errors: Readonly<Record<string, string>> }
  | { readonly line: string; readonly place: Place }
  | undefined;

/** Opens forms, fills their menus and reads them. */
export class Forms {
  readonly #parts: FormParts;

  constructor(parts: FormParts) {
    this.#parts = parts;
  }

  /** Throws the SDK's error when Slack does not open it, such as after the three seconds a trigger lives. */
  async open(trigger: string, wanted: Wanted | { readonly kind: "any" }, place: Place | undefined): Promise<void> {
    const { client, origins } = this.#parts;
    const metadata: Metadata = { path: wanted.kind === "values" ? wanted.path : "", ...origins.remember(place) };
    await client.views.open({ trigger_id: trigger, view: this.#view(wanted, metadata, place === undefined) });
  }

  /** A command was chosen from the menu: the same window becomes its form. */
  async choose(body: Body, action: Body): Promise<void> {
    const view = record(body["view"]);
    const path = text(record(action["selected_option"])["value"]);
    const metadata = readMetadata(text(view["private_metadata"]) ?? "");
    const id = text(view["id"]);
    if (path === undefined || !metadata || id === undefined || !this.#parts.bot.commands.all.has(path)) return;
    // Opened from nowhere when there is no place to go back to.
    const fromNowhere = metadata.channel === undefined;
    await this.#parts.client.views.update({
      view_id: id,
      ...(text(view["hash"]) !== undefined && { hash: text(view["hash"]) ?? "" }),
      view: this.#view({ kind: "values", path, given: {} }, { ...metadata, path }, fromNowhere),
    });
  }

  submit(body: Body): Submitted {
    const { bot, origins } = this.#parts;
    const view = record(body["view"]);
    const metadata = readMetadata(text(view["private_metadata"]) ?? "");
    const command = bot.commands.all.get(metadata?.path ?? "");
    if (!metadata || !command) return undefined;
    const state = record(record(view["state"])["values"]);
    const filled = readForm(metadata.path, command, state);
    if ("errors" in filled) return filled;
    const user = callerOf(body, "").user;
    return { line: filled.line, place: this.#chosenPlace(body, state, user) ?? origins.find(metadata, user) };
  }

  suggest(body: Body): readonly types.PlainTextOption[] {
    const metadata = readMetadata(text(record(body["view"])["private_metadata"]) ?? "");
    if (!metadata) return [];
    const field = { path: metadata.path, key: text(body["block_id"]) ?? "", typed: text(body["value"]) ?? "" };
    return suggestions(this.#parts.bot, callerOf(body, metadata.channel ?? ""), field);
  }

  /** The conversation that was picked in the form, with the response_url that Slack makes for it. */
  #chosenPlace(body: Body, state: Body, user: string): Place | undefined {
    const picked = text(elementState(state[WHERE])["selected_conversation"]);
    const [made] = Array.isArray(body["response_urls"]) ? body["response_urls"].map(record) : [];
    const channel = text(made?.["channel_id"]) ?? picked;
    if (channel === undefined) return undefined;
    const responseUrl = this.#parts.responseUrl(made?.["response_url"]);
    return { address: { channel }, user, responseUrl, replaces: "own" };
  }

  #view(wanted: Wanted | { readonly kind: "any" }, metadata: Metadata, fromNowhere: boolean): types.ModalView {
    const { bot, prefix } = this.#parts;
    const options: FormOptions = {
      metadata: writeMetadata(metadata),
      asksWhere: fromNowhere,
      shown: (text) => prefix.shown(text),
    };
    const command = wanted.kind === "values" ? bot.commands.all.get(wanted.path) : undefined;
    if (wanted.kind === "values" && command) return formView(wanted.path, command, wanted.given, options);
    return chooserView(bot.commands, wanted.kind === "choice" ? wanted.group : undefined, options);
  }
}
