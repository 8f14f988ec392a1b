import { InteractionResponseType, InteractionType } from "discord.js";
import type {
  APIApplicationCommandAutocompleteInteraction,
  APIApplicationCommandOptionChoice,
  APIChatInputApplicationCommandInteraction,
  APIMessageComponentInteraction,
  APIModalSubmitInteraction,
  REST,
} from "discord.js";
import type { Bot, Request } from "#core/chat.ts";
import { Problem } from "#core/problem.ts";
import { acknowledge, deferred } from "./acknowledge.ts";
import { choices } from "./autocomplete.ts";
import type { Buttons } from "./buttons.ts";
import type { Forms } from "./forms.ts";
import { arrived, callerOf, refusal } from "./identity.ts";
import type { Envelope } from "./identity.ts";
import { notice, placeOf, problemReply, refused } from "./notices.ts";
import type { Presses } from "./press.ts";
import type { Requests } from "./requests.ts";
import type { Log } from "./settings.ts";
import { requestOf } from "./values.ts";
import { isPrivate } from "./visibility.ts";

export interface InteractionParts {
  readonly bot: Bot;
  readonly rest: REST;
  readonly application: string;
  readonly guilds: readonly string[];
  readonly requests: Requests;
  readonly presses: Presses;
  readonly buttons: Buttons;
  readonly forms: Forms;
  readonly log: Log;
  readonly now: () => number;
  /** What is told instead of doing anything, once we are stopping. */
  readonly closed: () => string | undefined;
}

/**
 * Everything Discord may send. Each is acknowledged first, and where that fails nothing is done: Discord shows the person
 * that it failed, and they ask again.
 */
export function receive(parts: InteractionParts, data: unknown): void {
  const { requests, log } = parts;
  const it = arrived(data);
  if (it.kind === "interaction") requests.begin(() => handle(parts, it.envelope));
  else if (it.reply === undefined) log({ level: "warning", message: "Discord: something came that is no interaction" });
  else {
    const { reply } = it;
    requests.begin(() => notice(parts, reply, requests.failed(new TypeError("An interaction of an unknown shape"))));
  }
}

async function handle(parts: InteractionParts, envelope: Envelope): Promise<void> {
  const { application, guilds, closed, requests } = parts;
  const isSearch = envelope.type === InteractionType.ApplicationCommandAutocomplete;
  const why = refusal(envelope, application, guilds) ?? closed();
  if (why !== undefined) return isSearch ? suggest(parts, envelope, []) : notice(parts, envelope, refused(why));
  try {
    if (envelope.type === InteractionType.ApplicationCommand) await command(parts, envelope);
    else if (isSearch) await suggest(parts, envelope);
    else if (envelope.type === InteractionType.MessageComponent) {
      await parts.presses.press(envelope as Envelope & APIMessageComponentInteraction);
    } else if (envelope.type === InteractionType.ModalSubmit) await form(parts, envelope);
    else await notice(parts, envelope, requests.failed(new TypeError(`An interaction of type ${envelope.type}`)));
  } catch (error) {
    // Where it was acknowledged already this is refused, and the log has it.
    if (isSearch) await suggest(parts, envelope, []);
    else await notice(parts, envelope, error instanceof Problem ? problemReply(error) : requests.failed(error));
  }
}

async function command(parts: InteractionParts, envelope: Envelope): Promise<void> {
  const { bot, rest, forms, log } = parts;
  const typed = envelope as unknown as APIChatInputApplicationCommandInteraction;
  const opened = forms.open(typed, callerOf(envelope).user);
  if (opened) await acknowledge(rest, envelope, opened, log);
  else await answer(parts, envelope, requestOf(typed, bot.commands));
}

async function form(parts: InteractionParts, envelope: Envelope): Promise<void> {
  const submission = envelope as unknown as APIModalSubmitInteraction;
  const { what, whole } = parts.forms.read(submission, callerOf(envelope).user);
  await answer(parts, envelope, what, whole);
}

/** `whole`: what is left to be fetched of it, once it is acknowledged. */
async function answer(
  parts: InteractionParts,
  envelope: Envelope,
  what: Request["what"],
  whole?: () => Promise<Request["what"]>,
): Promise<void> {
  const { bot, rest, requests, log } = parts;
  const caller = callerOf(envelope);
  const hidden = isPrivate(bot.commands, what);
  // Before it is acknowledged: from now on its token lives a quarter of an hour.
  const place = placeOf(parts, envelope, hidden ? "private" : "public");
  if (!(await acknowledge(rest, envelope, deferred(hidden), log))) return;
  await requests.answer({ what: whole ?? what, caller, place });
}

/** From memory only, so that it is there in time; nothing rather than something late. */
async function suggest(
  { bot, rest, log }: InteractionParts,
  envelope: Envelope,
  given?: readonly APIApplicationCommandOptionChoice[],
): Promise<void> {
  const search = envelope as unknown as APIApplicationCommandAutocompleteInteraction;
  const found = given ?? choices(search, bot, callerOf(envelope));
  const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
  await acknowledge(rest, envelope, { type, data: { choices: [...found] } }, log);
}
