import type { Command, Commands } from "./command.ts";
import { optionsOf, showOption } from "./options.ts";
import type { Option } from "./options.ts";
import { Problem } from "./problem.ts";
import type { Block, Reply } from "./reply.ts";
import { didYouMean } from "./suggest.ts";

/**
 * Help as a reply: on everything, on a group (`["db"]`), or on one command (`["db", "up"]`). Only what `may` allows is
 * listed; one command explains itself to anybody. Throws a Problem for a topic that does not exist.
 */
export function helpReply(commands: Commands, topic: readonly string[], may: (command: Command) => boolean): Reply {
  const path = topic.join(" ").replace(/^\//, "").toLowerCase();
  const command = commands.all.get(path);
  if (command) return commandHelp(path, command, may(command));

  const all = [...commands.all].filter(([name]) => path === "" || name.startsWith(`${path} `));
  if (all.length === 0) throw unknownTopic(path, commands);
  return listing(
    path,
    all.filter(([, command]) => may(command)),
  );
}

/** `/db up <database[:version]> [options]`: what stands first in help, and as a hint. */
export function usageLine(path: string, command: Command): string {
  const options = optionsOf(command);
  const needed = options.filter((option) => !option.positional && option.required).map((option) => showNamed(option));
  const others = options.some((option) => !option.positional && !option.required) ? ["[options]"] : [];
  const named = [...needed, ...others];
  const takesRest = options.some((option) => option.rest);
  return [`/${path}`, ...(takesRest ? [...named, ...places(command)] : [...places(command), ...named])].join(" ");
}

/** What help says of one option, for a table: how it is typed, what it does, what it is when nobody says. */
export function optionRow(option: Option): readonly [typed: string, does: string, otherwise: string] {
  const short = option.aliases.filter((alias) => alias.length === 1).map((alias) => `-${alias}`);
  const long = option.aliases.filter((alias) => alias.length > 1).map((alias) => `--${alias}`);
  const typed = option.positional ? showPlace(option) : [...short, showNamed(option), ...long].join(", ");
  const choices = option.choices.length > 0 ? `: ${option.choices.join(", ")}` : "";
  const otherwise = option.required ? "needed" : hasDefault(option) ? String(option.default) : "";
  return [typed, `${option.description}${choices}`, otherwise];
}

/** What a caller should know before typing it. */
export function showEffect({ effect, access }: Command): string {
  const effects = { read: "Changes nothing", change: "Changes things", destroy: "Removes things, and asks first" };
  const who = {
    anyone: "anybody may",
    viewer: "for viewers and up",
    operator: "for operators and admins",
    admin: "for admins",
  };
  return `${effects[effect]}; ${who[access]}.`;
}

function commandHelp(path: string, command: Command, allowed: boolean): Reply {
  const options = optionsOf(command);
  const blocks: Block[] = [
    { kind: "text", text: `${command.summary}.` },
    { kind: "text", text: `Usage: ${usageLine(path, command)}` },
  ];
  if (options.length > 0)
    blocks.push({ kind: "table", columns: ["Option", "What", "Default"], rows: options.map(optionRow) });
  const examples = command.examples ?? [];
  if (examples.length > 0) {
    blocks.push({ kind: "table", columns: ["Example", "Does"], rows: examples.map(({ line, does }) => [line, does]) });
  }
  blocks.push({ kind: "text", text: `${showEffect(command)}${allowed ? "" : " You may not."}` });
  return { tone: "ok", title: `/${path}`, audience: "caller", blocks };
}

function listing(path: string, commands: readonly (readonly [string, Command])[]): Reply {
  const rows = commands.map(([name, command]) => [[`/${name}`, ...places(command)].join(" "), command.summary]);
  const example = commands.find(([name]) => name !== "longshore help");
  const more = example ? `More on one: /longshore help ${example[0]}` : "There is nothing here that you may do.";
  return {
    tone: "ok",
    title: path === "" ? "What you can type" : `What /${path} can do`,
    audience: "caller",
    blocks: [
      ...(rows.length > 0 ? [{ kind: "table" as const, columns: ["Command", "What"], rows }] : []),
      { kind: "text", text: more },
    ],
  };
}

function unknownTopic(path: string, commands: Commands): Problem {
  const names = [...commands.all.keys()];
  const topics = [...new Set([...names.map((name) => name.split(" ")[0] ?? name), ...names])];
  return new Problem(
    "unknown-command",
    `There is no command "/${path.slice(0, 60)}".${didYouMean(path, topics, (found) => `"/${found}"`)}`,
    { hint: "/longshore help" },
  );
}

function places(command: Command): readonly string[] {
  return optionsOf(command)
    .filter((option) => option.positional)
    .map(showPlace);
}

function showPlace(option: Option): string {
  const name = option.kind === "list" ? `<${option.placeholder}>…` : showOption(option);
  return option.required ? name : `[${name}]`;
}

function showNamed(option: Option): string {
  return option.kind === "boolean" ? `--${option.name}` : `--${option.name} <${option.placeholder}>`;
}

/** A boolean that is off unless given needs no saying. */
function hasDefault(option: Option): boolean {
  return option.default !== undefined && option.default !== false;
}
