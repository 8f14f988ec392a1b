import { Routes } from "discord.js";
import type { Finding } from "#core/doctor.ts";
import { createEgress } from "./egress.ts";
import { startProblem } from "./fatal.ts";
import { CALL_MS, createRest } from "./rest.ts";
import { DISCORD_API_URL } from "./settings.ts";
import type { DiscordSettings } from "./settings.ts";

/** Asks Discord whether it knows the token. Throws a Problem that says what to mend. */
export async function examineDiscord(settings: DiscordSettings, signal: AbortSignal): Promise<Finding[]> {
  const apiUrl = (settings.apiUrl ?? DISCORD_API_URL).replace(/\/+$/, "");
  const rest = createRest(apiUrl, createEgress({ apiUrl, timeoutMs: CALL_MS, signal }), settings.token);
  try {
    const { name } = (await rest.get(Routes.currentApplication())) as { name?: string };
    return [{ tone: "ok", about: "Discord", says: `It knows the application as ${name ?? "one without a name"}.` }];
  } catch (error) {
    throw startProblem(error);
  } finally {
    rest.clearHandlerSweeper();
    rest.clearHashSweeper();
  }
}
