// npm run bench -- discord: the program, with the real discord.js, against a Discord on the loopback interface.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { showBytes } from "#core/units.ts";
import { Person } from "#test/support/loopback-discord/person.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import type { LoopbackDiscord } from "#test/support/loopback-discord/server.ts";
import { ANN, GUILD, TOKEN } from "#test/support/loopback-discord/state.ts";
import type { Interaction } from "#test/support/loopback-discord/state.ts";
import { frozenEngine, startProgram } from "./support/program.ts";
import type { Program } from "./support/program.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

const AT_ONCE = 20;
const MANY = 10_000;
const GIVEN_UP_MS = 5_000;
const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Bot extends Program {
  readonly discord: LoopbackDiscord;
}

export default async function discordBench(rounds: number): Promise<string> {
  return [
    `### Acknowledged while Docker is frozen: ${AT_ONCE} interactions at once\n\n${await frozen(rounds)}`,
    `### Start and memory\n\n${await memory()}`,
  ].join("\n\n");
}

async function frozen(rounds: number): Promise<string> {
  await using engine = await frozenEngine();
  await using bot = await longshore({ HOSTS: engine.hosts });
  const asked = ["docker ps", "host list", "db list", "longshore whoami"];
  const acks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const all = Array.from({ length: AT_ONCE }, (_, index) => ask(bot, asked[index % asked.length] ?? ""));
    for (const { begun, interaction } of all) {
      await until(() => interaction.ackedAt !== undefined);
      acks.push((interaction.ackedAt ?? Date.now()) - begun);
    }
  }
  return table(
    ["interactions", "p50", "p99", "most"],
    [[String(acks.length), ...[0.5, 0.99, 1].map((share) => `${milliseconds(quantile(acks, share))} ms`)]],
  );
}

async function memory(): Promise<string> {
  await using bot = await longshore({});
  const rows = [{ when: `ready, ${milliseconds(bot.readyMs)} ms after its start`, ...(await bot.memory()) }];
  for (let done = 0; done < MANY;) {
    const all = Array.from({ length: AT_ONCE }, () => ask(bot, "longshore whoami").interaction);
    for (const interaction of all) await until(() => interaction.original?.thinking === false);
    done += AT_ONCE;
    if (done === 1_000 || done === MANY) rows.push({ when: `after ${done} interactions`, ...(await bot.memory()) });
  }
  return table(
    ["memory after a collection", "heap", "resident"],
    rows.map(({ when, heap, resident }) => [when, showBytes(heap), showBytes(resident)]),
  );
}

function ask({ discord }: Bot, command: string): { readonly begun: number; readonly interaction: Interaction } {
  return { begun: Date.now(), interaction: new Person(discord).command(command) };
}

/** Or until Discord would have given up: on a machine with too much to do an acknowledgement can come too late to be taken. */
async function until(isSo: () => boolean): Promise<void> {
  for (const began = Date.now(); !isSo() && Date.now() - began < GIVEN_UP_MS;) {
    // Not at once: this process would take the program's processor.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function longshore(settings: Readonly<Record<string, string>>): Promise<Bot> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-bench-"));
  const discord = await startDiscord();
  const own = {
    ...{ DATA_DIR: folder, DISCORD_TOKEN: TOKEN, DISCORD_GUILD_IDS: GUILD, DISCORD_API_URL: discord.apiUrl },
    ADMINS: `discord:${GUILD}/${ANN}`,
  };
  const running = await startProgram(program, { ...own, ...settings }, folder, /connected to discord/);
  return {
    ...running,
    discord,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await discord.close();
      await rm(folder, { recursive: true });
    },
  };
}
