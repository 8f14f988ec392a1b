import type { types, webApi } from "@slack/bolt";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import type { Reply } from "#core/reply.ts";
import { actionIds } from "./actions.ts";
import { BUTTON_TEXT_CHARACTERS, VIEW_BLOCKS } from "./limits.ts";
import { commandOf } from "../lines.ts";
import type { Prefix } from "./prefix.ts";
import { render } from "./render.ts";
import type { RenderOptions } from "./render.ts";
import type { Requests } from "./requests.ts";
import { cut } from "./text.ts";

/** What the page is made of, as lines that this person could type; those the bot does not know are left out. */
const SECTIONS: readonly string[] = [
  "/db list",
  "/host list",
  "/longshore whoami",
  "/longshore audit --changes --limit 10",
];
/** Forms that are offered as buttons. */
const QUICK: readonly { readonly label: string; readonly path: string }[] = [
  { label: "Start a database", path: "db up" },
  { label: "Show a connection string", path: "db url" },
  { label: "Show a log", path: "db logs" },
];
/** Each database has its buttons, and the page has so many blocks and a person so much patience. */
const MOST_DATABASES = 8;
/** A host that does not answer must not keep the page from being shown. */
const SECTION_MS = 8_000;

export interface HomeParts {
  readonly client: webApi.WebClient;
  readonly bot: Bot;
  readonly requests: Requests;
  readonly prefix: Prefix;
  readonly sign: RenderOptions["sign"];
}

/** The home page of one person: everything on it comes through the same road as what they type, and as them. */
export async function publishHome(parts: HomeParts, caller: Caller, deliveryId: string): Promise<void> {
  const { client, bot, requests } = parts;
  const ask = (line: string) => atMost(requests.ask(line, caller, `${deliveryId}:home:${line}`), line);
  const lines = SECTIONS.filter((line) => commandOf(bot.commands, line));
  const [replies, databases] = await Promise.all([
    Promise.all(lines.map(ask)),
    Promise.all(databasesOf(bot, caller).map(async (name) => cardOf(name, await ask(`/db status ${name}`)))),
  ]);
  const [own, ...others] = replies;
  // Who may do nothing reads it once, where it says how to be let in.
  const allowed = [...(own ? [own] : []), ...databases, ...others].filter(
    ({ problem }) => problem?.code !== "not-allowed",
  );
  await client.views.publish({ user_id: caller.user, view: homeView(parts, allowed) });
}

/** From memory, as they would be offered for completion. */
function databasesOf(bot: Bot, caller: Caller): readonly string[] {
  return bot
    .complete("/db status ", caller)
    .filter((word) => !word.startsWith("-"))
    .slice(0, MOST_DATABASES);
}

/** How it is and what can be done with it; the list above says the rest. */
function cardOf(name: string, reply: Reply): Reply {
  const { tone, title, actions = [], problem } = reply;
  if (problem) return reply;
  return { tone, title, actions: [{ label: "Connection string", command: `/db url ${name}` }, ...actions] };
}

function homeView(parts: Pick<HomeParts, "bot" | "prefix" | "sign">, replies: readonly Reply[]): types.HomeView {
  const { prefix, sign } = parts;
  const sections = replies.flatMap((reply): types.KnownBlock[] => [
    { type: "divider" },
    ...render(prefix.reply(withoutSecrets(reply)), { sign, view: true }).blocks,
  ]);
  return { type: "home", blocks: [...quickActions(parts), ...unique(sections)].slice(0, VIEW_BLOCKS) };
}

function quickActions({ bot: { commands }, prefix }: Pick<HomeParts, "bot" | "prefix">): types.KnownBlock[] {
  const buttons = QUICK.filter(({ path }) => commands.all.has(path)).map(({ label, path }): types.Button => ({
    type: "button",
    action_id: `${actionIds.form}${path}`,
    text: { type: "plain_text", text: cut(label, BUTTON_TEXT_CHARACTERS), emoji: false },
    value: path,
  }));
  const help = `Everything can be typed in any channel: ${prefix.shown("/longshore help")}`;
  return [
    { type: "header", text: { type: "plain_text", text: "Longshore", emoji: false } },
    { type: "context", elements: [{ type: "plain_text", text: help, emoji: false }] },
    ...(buttons.length > 0 ? [{ type: "actions" as const, elements: buttons }] : []),
  ];
}

/** A page that stays on a screen is no place for them. */
function withoutSecrets(reply: Reply): Reply {
  return { ...reply, blocks: (reply.blocks ?? []).filter(({ kind }) => kind !== "secret") };
}

/** Action ids must be unique within a block, and blocks are told apart by an id of their own. */
function unique(blocks: readonly types.KnownBlock[]): readonly types.KnownBlock[] {
  return blocks.map((block, index) => ({ ...block, block_id: `home-${index}` }));
}

async function atMost(asked: Promise<Reply>, line: string): Promise<Reply> {
  const over = Promise.withResolvers<Reply>();
  const late: Reply = { tone: "warning", title: `${line} has not answered within ${SECTION_MS / 1_000} s` };
  const timer = setTimeout(() => over.resolve(late), SECTION_MS);
  return Promise.race([asked, over.promise]).finally(() => clearTimeout(timer));
}
