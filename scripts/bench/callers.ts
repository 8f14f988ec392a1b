// npm run bench -- callers [kinds…]: many people ask for a database at once, with five that wait and with none, in turns.
import type { Reply } from "#core/reply.ts";
import { openKeptBot, scratch } from "#test/engine/safety/support.ts";
import type { KeptBot } from "#test/engine/safety/support.ts";
import { fieldsOf, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

const SPARES = 5;
const CALLERS = [1, 5, 10, 20, 40];
const MEGABYTES: Readonly<Record<string, number>> = { redis: 64, valkey: 64 };

interface Result {
  readonly times: readonly number[];
  readonly fromSpares: number;
  readonly works: number;
  readonly refillMs: number;
}

/** `rounds` is not used: one round of 76 databases with spares and one of as many without says enough. */
export default async function benchCallers(_rounds: number, parts: readonly string[]): Promise<string> {
  const tables: string[] = [];
  for (const kind of parts.length > 0 ? parts : ["postgres", "redis"]) {
    const rows: string[][] = [];
    for (const callers of CALLERS) {
      const waiting = await ask(kind, callers, SPARES);
      const cold = await ask(kind, callers, 0);
      const show = ({ times }: Result) => [0.5, 0.95, 1].map((share) => milliseconds(quantile(times, share)));
      rows.push([
        String(callers),
        ...show(waiting),
        `${waiting.fromSpares}`,
        ...show(cold),
        `${waiting.works} and ${cold.works}`,
        (waiting.refillMs / 1_000).toFixed(1),
      ]);
      console.error(`${kind}  ${rows.at(-1)?.join("  ")}`);
    }
    const columns = ["p50 ms", "p95", "most"];
    tables.push(
      `### ${kind}\n\n${table(["callers", ...columns, "from spares", ...columns.map((what) => `without: ${what}`), "work, and are their own", "refilled after s"], rows)}`,
    );
  }
  return tables.join("\n\n");
}

async function ask(kind: string, callers: number, spares: number): Promise<Result> {
  await using folder = await scratch();
  await using bot = await openKeptBot(folder.path, { SPARES: `${kind}:${spares}` }, { sparesLookMs: 200 });
  await refilled(bot, spares);
  const memory = MEGABYTES[kind] ? ` --memory ${MEGABYTES[kind]}m` : "";
  const asked = Array.from({ length: callers }, async (_, index) => {
    const begun = performance.now();
    const reply = await bot.say(`/db up ${kind}${memory} --name caller-${index}`);
    if (reply.tone !== "ok") throw new Error(JSON.stringify(reply));
    return { reply, took: performance.now() - begun };
  });
  const answers = await Promise.all(asked);
  const begun = performance.now();
  await refilled(bot, spares);
  return {
    times: answers.map(({ took }) => took),
    fromSpares: answers.filter(({ reply }) => fieldsOf(reply)["Took"]?.includes("from a spare")).length,
    works: await working(
      kind,
      answers.map(({ reply }) => reply),
    ),
    refillMs: performance.now() - begun,
  };
}

async function refilled(bot: KeptBot, spares: number): Promise<void> {
  const ready = () => bot.assembly.ledger.spares.list().filter(({ state }) => state === "ready").length;
  while (ready() < spares) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** How many hold what was written to them, after all were written to: two that were one would not. */
async function working(kind: string, replies: readonly Reply[]): Promise<number> {
  const client = clients[kind];
  if (!client) throw new Error(`no client for ${kind}`);
  const urls = replies.map(secretOf);
  for (const [index, url] of urls.entries()) await client.write(url, `own ${index}`);
  let works = 0;
  for (const [index, url] of urls.entries()) if ((await client.read(url)) === `own ${index}`) works++;
  return works;
}
