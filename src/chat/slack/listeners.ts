import type { App, types } from "@slack/bolt";
import type { Bot } from "#core/chat.ts";
import { actionIds } from "./actions.ts";
import type { Place } from "./conversation.ts";
import { deliveryId } from "./door.ts";
import type { Body } from "./door.ts";
import { viewIds } from "./form-view.ts";
import type { Forms } from "./forms.ts";
import { callerOf, record, text } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { formWanted } from "../lines.ts";
import type { Wanted } from "../lines.ts";
import { describe } from "./logger.ts";
import { newId } from "./requests.ts";
import type { Requests } from "./requests.ts";
import type { Presses } from "./press.ts";
import type { Prefix } from "./prefix.ts";
import type { ResponseUrl } from "./response-url.ts";
import type { Log } from "./settings.ts";
import { events, shortcuts } from "./shortcuts.ts";

export interface ListenerParts {
  readonly bot: Bot;
  readonly identity: Identity;
  readonly requests: Requests;
  readonly presses: Presses;
  readonly forms: Forms;
  readonly prefix: Prefix;
  readonly responseUrl: (url: unknown) => ResponseUrl | undefined;
  readonly publishHome: (body: Body, user: string) => void;
  readonly log: Log;
}

/**
 * Everything Slack may send. Each acknowledges first; what comes after runs in the background, so that neither Slack nor
 * another request waits for it. When the acknowledgement fails nothing is done: Slack sends it again.
 */
export function listen(app: App, parts: ListenerParts): void {
  const { requests, forms, publishHome } = parts;
  app.error(async (error) => {
    parts.log({ level: "error", message: `Slack: ${describe(error)}` });
  });
  app.command(/.*/, async ({ ack, body }) => {
    await ack();
    requests.begin(() => command(parts, { ...body }));
  });
  app.action(/.*/, async ({ ack, body, action }) => {
    await ack();
    requests.begin(() => act(parts, { ...body }, { ...action }));
  });
  app.options(/.*/, async ({ ack, body }) => {
    await ack({ options: [...forms.suggest({ ...body })] as types.PlainTextOption[] });
  });
  app.view({ callback_id: viewIds.form, type: "view_submission" }, async ({ ack, body }) => {
    const submitted = forms.submit({ ...body });
    if (submitted && "errors" in submitted) return ack({ response_action: "errors", errors: { ...submitted.errors } });
    await ack({ response_action: "clear" });
    if (submitted) requests.begin(() => run(parts, { ...body }, submitted.line, submitted.place));
  });
  app.shortcut(/.*/, async ({ ack, body }) => {
    await ack();
    requests.begin(() => shortcut(parts, { ...body }));
  });
  app.event(events.home, async ({ body, event }) => {
    if (event.tab === "home") publishHome({ ...body }, event.user);
  });
  app.event(events.mention, async ({ body, event }) => {
    requests.begin(() => mention(parts, { ...body }, { ...event }));
  });
}

async function command(parts: ListenerParts, body: Body): Promise<void> {
  const { prefix, bot, responseUrl } = parts;
  const line = `${prefix.typed(text(body["command"]) ?? "")} ${text(body["text"]) ?? ""}`.trim();
  const channel = text(body["channel_id"]) ?? "";
  const user = text(body["user_id"]) ?? "";
  const place: Place = { address: { channel }, user, responseUrl: responseUrl(body["response_url"]), replaces: "own" };
  const wanted = formWanted(bot.commands, line);
  if (wanted && (await opened(parts, body, wanted, place))) return;
  await run(parts, body, line, place);
}

/** False when Slack did not open it: the answer in words has to do. */
async function opened(
  { forms, log }: ListenerParts,
  body: Body,
  wanted: Wanted | { readonly kind: "any" },
  place: Place | undefined,
): Promise<boolean> {
  try {
    await forms.open(text(body["trigger_id"]) ?? "", wanted, place);
    return true;
  } catch (error) {
    log({ level: "warning", message: `Slack: a form could not be opened: ${describe(error)}` });
    return false;
  }
}

async function run({ requests }: ListenerParts, body: Body, line: string, place: Place): Promise<void> {
  const caller = callerOf(body, place.address.channel);
  await requests.answer({ line, caller, place, deliveryId: deliveryId(body) ?? newId() });
}

async function act(parts: ListenerParts, body: Body, action: Body): Promise<void> {
  const { forms, presses, responseUrl } = parts;
  const id = text(action["action_id"]) ?? "";
  if (id === actionIds.choose) return forms.choose(body, action);
  if (id === actionIds.dismiss) {
    await responseUrl(body["response_url"])?.post({ text: "", remove: true });
    return;
  }
  if (id.startsWith(actionIds.form)) {
    const path = id.slice(actionIds.form.length);
    await opened(parts, body, { kind: "values", path, given: {} }, undefined);
    return;
  }
  // Of what is none of ours whoever pressed it is told.
  await presses.press(body, action, deliveryId(body) ?? newId());
}

async function shortcut(parts: ListenerParts, body: Body): Promise<void> {
  const { user } = callerOf(body, "");
  const message = record(body["message"]);
  const channel = text(record(body["channel"])["id"]);
  const fromMessage = body["callback_id"] === shortcuts.thread.callbackId && channel !== undefined;
  const place: Place | undefined = fromMessage
    ? {
        address: { channel, thread: text(message["thread_ts"]) ?? text(message["ts"]) },
        user,
        responseUrl: parts.responseUrl(body["response_url"]),
        replaces: "never",
      }
    : undefined;
  if (await opened(parts, body, { kind: "any" }, place)) return;
  const fallback: Place = place ?? { address: { channel: user, direct: true }, user, replaces: "never" };
  await run(parts, body, "/longshore help", fallback);
}

/** `@longshore db list`, in a channel or a thread: the answer goes where the question stands. */
async function mention(parts: ListenerParts, body: Body, event: Body): Promise<void> {
  const line = (text(event["text"]) ?? "").replace(`<@${parts.identity.botUser}>`, "").trim();
  const channel = text(event["channel"]) ?? "";
  const user = text(event["user"]) ?? "";
  const thread = text(event["thread_ts"]) ?? text(event["ts"]);
  const typed = line === "" ? "/longshore help" : parts.prefix.typed(line);
  await run(parts, body, typed, { address: { channel, thread }, user, replaces: "never" });
}
