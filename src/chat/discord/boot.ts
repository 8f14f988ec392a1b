import { Routes } from "discord.js";
import type { REST } from "discord.js";
import { Problem } from "#core/problem.ts";
import { failureOf } from "./api-errors.ts";
import { refuseFaulty } from "./definition-check.ts";
import type { definitions } from "./definitions.ts";
import { createEgress } from "./egress.ts";
import { startProblem } from "./fatal.ts";
import { register, unregisterElsewhere } from "./register.ts";
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
  refuseFaulty(wanted);
  const over = new AbortController();
  const egress = createEgress({ apiUrl, timeoutMs: CALL_MS, signal: over.signal });
  const rest = createRest(apiUrl.replace(/\/+$/, ""), egress, token);
  try {
    const application = await identify(rest);
    const registered = await register(rest, application, guildIds, wanted, how);
    return [...registered, ...(await unregisterElsewhere(rest, application, guildIds, how))];
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
  readonly wanted: ReturnType<typeof definitions>;
  readonly log: Log;
}

/** Writes the commands where they are not what they should be. The ones that are there already work all the same, so a refusal is told. */
export async function registerCommands({ rest, application, settings, wanted, log }: RegisterParts): Promise<void> {
  try {
    const how = { dryRun: false, onWrite: (next: Registration) => tellKept(next, log) };
    const registered = await register(rest, application, settings.guildIds, wanted, how);
    tell(registered, "written", log);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { reason } = failureOf(error);
    log({
      level: "error",
      message: `Discord: the commands could not be written (${reason}); those that are there stay`,
    });
  }
}

/** Takes the commands away where the settings do not want them any more. Nobody waits for it, and a refusal is told. Never throws. */
export async function clearElsewhere({ rest, application, settings, log }: RegisterParts): Promise<void> {
  try {
    const how = { dryRun: false, onWrite: (next: Registration) => tellKept(next, log) };
    const cleared = await unregisterElsewhere(rest, application, settings.guildIds, how);
    tell(cleared, "taken away", log);
  } catch (error) {
    const { reason } = failureOf(error);
    const message = `Discord: commands of other settings could not be looked for (${reason}); some may be listed twice`;
    log({ level: "warning", message });
  }
}

/** All commands of a scope are written together, those of other tools too: whoever misses one of them looks here. */
function tellKept({ guild, kept }: Registration, log: Log): void {
  if (kept.length === 0) return;
  const message = `Discord: ${placeOf(guild)} other tools have ${kept.join(", ")}; they are written again as they are`;
  log({ level: "info", message });
}

function placeOf(guild: string | undefined): string {
  return guild === undefined ? "everywhere" : `in server ${guild}`;
}

function tell(registrations: readonly Registration[], verb: string, log: Log): void {
  for (const { guild, written, differences } of registrations) {
    if (!written) continue;
    const message = `Discord: the commands were ${verb} ${placeOf(guild)}: ${differences.length} differences`;
    log({ level: "info", message });
  }
}
