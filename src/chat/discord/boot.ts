import { Routes } from "discord.js";
import type { REST } from "discord.js";
import type { Commands } from "#core/command.ts";
import { Problem } from "#core/problem.ts";
import { failureOf } from "./api-errors.ts";
import { definitions } from "./definitions.ts";
import { createEgress } from "./egress.ts";
import { startProblem } from "./fatal.ts";
import { register } from "./register.ts";
import type { Registration } from "./register.ts";
import { CALL_MS, createRest } from "./rest.ts";
import { DISCORD_API_URL } from "./settings.ts";
import type { DiscordSettings, Log } from "./settings.ts";

/** The application's id, which nothing else may be done without. */
export async function identify(rest: REST): Promise<string> {
  const { id } = (await rest.get(Routes.currentApplication())) as { id: string };
  return id;
}

/** The registration alone, without a bot. Throws a Problem "configuration" that names what to mend when Discord refuses. */
export async function registerOnce(
  { token, guildIds, apiUrl = DISCORD_API_URL }: DiscordSettings,
  wanted: ReturnType<typeof definitions>,
  how: { readonly dryRun: boolean },
): Promise<readonly Registration[]> {
  const over = new AbortController();
  const egress = createEgress({ apiUrl, timeoutMs: CALL_MS, signal: over.signal });
  const rest = createRest(apiUrl.replace(/\/+$/, ""), egress, token);
  try {
    return await register(rest, await identify(rest), guildIds, wanted, how);
  } catch (error) {
    throw startProblem(error);
  } finally {
    rest.clearHandlerSweeper();
    rest.clearHashSweeper();
  }
}

export interface RegisterParts {
  readonly rest: REST;
  readonly application: string;
  readonly settings: DiscordSettings;
  readonly commands: Commands;
  readonly log: Log;
}

/** Writes the commands where they are not what they should be. The ones that are there already work all the same, so a refusal is told. */
export async function registerCommands({ rest, application, settings, commands, log }: RegisterParts): Promise<void> {
  const wanted = definitions(commands);
  try {
    for (const { guild, written, differences } of await register(rest, application, settings.guildIds, wanted, {
      dryRun: false,
    })) {
      if (!written) continue;
      const where = guild === undefined ? "everywhere" : `in server ${guild}`;
      log({ level: "info", message: `Discord: the commands were written ${where}: ${differences.length} differences` });
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { reason } = failureOf(error);
    log({
      level: "error",
      message: `Discord: the commands could not be written (${reason}); those that are there stay`,
    });
  }
}
