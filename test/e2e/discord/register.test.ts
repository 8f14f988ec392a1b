import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import type { LoopbackDiscord } from "#test/support/loopback-discord/server.ts";
import { GUILD, TOKEN } from "#test/support/loopback-discord/state.ts";

const script = fileURLToPath(new URL("../../../scripts/discord-register.ts", import.meta.url));

test("5. discord:register shows the difference without writing it, writes it, and then finds none", async () => {
  const discord = await startDiscord();
  const folder = await mkdtemp(join(tmpdir(), "longshore-register-"));
  try {
    const said = await register(discord, folder, "--dry-run");
    expect(said).toContain(`server ${GUILD}: would be written`);
    expect(said).toContain("/db");
    expect(discord.callsTo("PUT")).toEqual([]);
    expect(await register(discord, folder)).toContain(`server ${GUILD}: written`);
    expect(discord.callsTo("PUT")).toHaveLength(1);
    expect(await register(discord, folder)).toContain(`server ${GUILD}: nothing differs`);
    expect(discord.callsTo("PUT")).toHaveLength(1);
    expect(discord.gateway.identified).toEqual([]);
    expect(discord.workspace.violations).toEqual([]);
  } finally {
    await discord.close();
    await rm(folder, { recursive: true });
  }
});

async function register({ apiUrl }: LoopbackDiscord, folder: string, ...words: readonly string[]): Promise<string> {
  const env = { PATH: process.env["PATH"], DISCORD_TOKEN: TOKEN, DISCORD_GUILD_IDS: GUILD, DISCORD_API_URL: apiUrl };
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [script, ...words], {
    cwd: folder,
    env: { ...env, DATA_DIR: folder },
  });
  return stdout;
}
