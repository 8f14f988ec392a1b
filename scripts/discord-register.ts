/**
 * Makes the slash commands of Discord what `commands/` says, as the bot does when it starts: only a set that differs is
 * written. Needs DISCORD_TOKEN, no gateway and no running bot.
 *
 *     npm run discord:register -- [--dry-run]
 */
import { parseArgs } from "node:util";
import { definitions } from "#chat/discord/definitions.ts";
import { registerOnce } from "#chat/discord/boot.ts";
import { Problem } from "#core/problem.ts";
import { loadCommands } from "#dispatch/load.ts";
import { loadConfig } from "#src/config.ts";

const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
const dryRun = values["dry-run"];

try {
  const { discord } = loadConfig();
  if (!discord) throw new Problem("configuration", "DISCORD_TOKEN is not set.", { hint: "See docs/discord.md." });
  for (const done of await registerOnce(discord, definitions(await loadCommands()), { dryRun })) {
    const where = done.guild === undefined ? "everywhere" : `server ${done.guild}`;
    const said = done.differences.length === 0 ? "nothing differs" : done.written ? "written" : "would be written";
    console.log([`${where}: ${said}`, ...done.differences.map((line) => `  ${line}`)].join("\n"));
    if (done.kept.length > 0)
      console.log(`  left as they are, as they are not slash commands: ${done.kept.join(", ")}`);
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`discord:register: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 2;
}
