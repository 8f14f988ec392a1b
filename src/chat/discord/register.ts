import { Routes } from "discord.js";
import type { REST, RESTPostAPIChatInputApplicationCommandsJSONBody } from "discord.js";
import { failureOf } from "./api-errors.ts";
import { canonicalCommand } from "./canonical.ts";
import type { Raw } from "./canonical.ts";
import { differences } from "./difference.ts";
import { commandTypes } from "./wire.ts";

/** What came of one scope. */
export interface Registration {
  /** A guild's id; undefined is the global scope. */
  readonly guild: string | undefined;
  /** False with `dryRun`, and when nothing differs. */
  readonly written: boolean;
  /** What differs, a line each; empty when nothing does. */
  readonly differences: readonly string[];
  /** Entries of the context menus and the like that are not ours: they stay as they are. */
  readonly kept: readonly string[];
}

export interface How {
  readonly dryRun: boolean;
  /** Told of what is going to be written, right before. */
  readonly onWrite?: (next: Registration) => void;
}

/**
 * Makes these the slash commands of each scope: of these guilds, or of all guilds when there are none. One GET a scope, and a
 * PUT only where something differs, which replaces all slash commands of the scope.
 *
 * Rejects with discord.js's own error when Discord refuses. It holds what was sent, so it is no error to be logged whole.
 */
export async function register(
  rest: Pick<REST, "get" | "put">,
  applicationId: string,
  scopes: readonly string[],
  wanted: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[],
  how: How,
): Promise<readonly Registration[]> {
  const registrations: Registration[] = [];
  // One after another: Discord counts these per application.
  for (const guild of scopes.length === 0 ? [undefined] : scopes) {
    registrations.push(await registerIn(rest, applicationId, guild, wanted, how));
  }
  return registrations;
}

/**
 * Takes the slash commands out of every scope that is not one of these: commands of a guild and of all guilds stand side by side
 * in Discord, so that people would see each of them twice. Gives the scopes that had some.
 *
 * Where it cannot be looked, nothing can have been registered: the bot was invited without its commands. Rejects with discord.js's
 * own error when the guilds cannot be listed; of more than 200 the first are looked at.
 */
export async function unregisterElsewhere(
  rest: Pick<REST, "get" | "put">,
  applicationId: string,
  scopes: readonly string[],
  how: How,
): Promise<readonly Registration[]> {
  const guilds = (await rest.get(Routes.userGuilds())) as readonly { readonly id: string }[];
  const left = [
    ...(scopes.length === 0 ? [] : [undefined]),
    ...guilds.map(({ id }) => id).filter((id) => !scopes.includes(id)),
  ];
  const registrations: Registration[] = [];
  for (const guild of left) {
    try {
      registrations.push(await registerIn(rest, applicationId, guild, [], how));
    } catch (error) {
      if (failureOf(error).kind !== "closed") throw error;
    }
  }
  return registrations.filter(({ differences }) => differences.length > 0);
}

/** `guild`: undefined for the global scope. */
async function registerIn(
  rest: Pick<REST, "get" | "put">,
  applicationId: string,
  guild: string | undefined,
  wanted: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[],
  { dryRun, onWrite }: How,
): Promise<Registration> {
  const route =
    guild === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guild);
  // Without this Discord leaves the localisations out, and everything seems to differ.
  const query = new URLSearchParams({ with_localizations: "true" });
  const { differences, kept, body } = planOf(await rest.get(route, { query }), wanted, guild);
  const written = differences.length > 0 && !dryRun;
  const registration = { guild, written, differences, kept };
  if (!written) return registration;
  onWrite?.(registration);
  await rest.put(route, { body });
  return registration;
}

interface Plan extends Pick<Registration, "differences" | "kept"> {
  readonly body: readonly unknown[];
}

function planOf(
  answer: unknown,
  wanted: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[],
  guild: string | undefined,
): Plan {
  if (!Array.isArray(answer)) throw new Error("Discord's answer is no list of commands");
  const current = answer as readonly Raw[];
  const scope = guild === undefined ? "global" : "guild";
  const isSlash = (command: Raw) => (command["type"] ?? commandTypes.chatInput) === commandTypes.chatInput;
  const others = current.filter((command) => !isSlash(command));
  return {
    differences: differences(
      current.filter(isSlash).map((command) => canonicalCommand(command, scope)),
      wanted.map((command) => canonicalCommand({ ...command }, scope)),
    ),
    kept: others.map((command) => String(command["name"])),
    body: [...(scope === "guild" ? wanted.map(forGuild) : wanted), ...others.map(asRegistered)],
  };
}

function forGuild({
  contexts: _contexts,
  integration_types: _installs,
  ...command
}: RESTPostAPIChatInputApplicationCommandsJSONBody): unknown {
  return command;
}

/** What may be sent back of a command that Discord gave us: its id keeps the permissions that people gave it. */
const SENT_BACK = [
  "id",
  "type",
  "name",
  "name_localizations",
  "description",
  "description_localizations",
  "default_member_permissions",
  "nsfw",
  "contexts",
  "integration_types",
  "handler",
] as const;

function asRegistered(command: Raw): Raw {
  const keys = SENT_BACK.filter((key) => command[key] !== undefined && command[key] !== null && command[key] !== "");
  return Object.fromEntries(keys.map((key) => [key, command[key]]));
}
