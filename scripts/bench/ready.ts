// From the order to a query answered: `/db up` from a spare and cold, beside the Docker CLI and a driver loop on the same image
// with the same login, limits and skips, once as somebody would type it, and once with the network and the hardening that
// ours gets, which is what Docker itself takes for the same container; and beside testcontainers. All in one run,
// alternating, so that a busy moment hits all.
import { loadDatabases } from "#databases/load.ts";
import { openKeptBot, scratch } from "#test/engine/safety/support.ts";
import type { KeptBot } from "#test/engine/safety/support.ts";
import { ann, openTestBot } from "#test/support/bot.ts";
import { runnableDatabases } from "#test/support/docker.ts";
import type { Baked } from "#core/baked.ts";
import type { Bot } from "#core/chat.ts";
import { bakedFloorOnce, floorOnce, hardening } from "./ready/floor.ts";
import { testcontainersOnce } from "./ready/testcontainers.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

/** `parts`: databases; all that can be run when there are none. */
export default async function benchReady(rounds: number, parts: readonly string[]): Promise<string> {
  const databases = await loadDatabases();
  const runnable = (await runnableDatabases()).filter((name) => databases.names.includes(name));
  const cold: string[][] = [];
  const waiting: string[][] = [];
  const baking: string[][] = [];
  for (const kind of runnable.filter((name) => parts.length === 0 || parts.includes(name))) {
    const { database } = databases.find(kind);
    const times = { plain: [], hardened: [], cold: [], peer: [], spare: [], baked: [], bakedFloor: [] } as Record<
      string,
      number[]
    >;
    await using bot = await openTestBot();
    const warm = await bot.say(`/db up ${kind} --name bench-warm`);
    if (warm.tone !== "ok") throw new Error(JSON.stringify(warm));
    const [lease] = bot.ledger.list({});
    const image = lease?.image ?? "";
    await bot.say("/db down bench-warm --yes");
    await using folder = await scratch();
    await using baker = await openKeptBot(folder.path, { BAKED: "4g" }, { bakedLookMs: 50 });
    const baked = database.baking && (await bakedBy(baker, kind));
    for (let round = 0; round < rounds; round++) {
      times["plain"]?.push(await floorOnce(kind, database, image, []));
      times["hardened"]?.push(await floorOnce(kind, database, image, hardening(database, lease?.version ?? "")));
      times["cold"]?.push(await upOnce(bot.bot, kind));
      await bot.say("/db down bench --yes");
      times["peer"]?.push(await testcontainersOnce(kind, database, image));
      times["spare"]?.push(await spareOnce(kind));
      if (!baked) continue;
      times["bakedFloor"]?.push(await bakedFloorOnce(database, baked));
      times["baked"]?.push(await upOnce(baker.assembly.bot, kind));
      const [made] = baker.assembly.ledger.list({});
      if (made?.made?.rung !== "baked") throw new Error("it was not made from the baked image");
      await baker.say("/db down bench --yes");
    }
    const median = (what: string) => quantile(times[what] ?? [], 0.5);
    const p95 = (what: string) => quantile(times[what] ?? [], 0.95);
    const [run, hard, ours, peer, spare] = ["plain", "hardened", "cold", "peer", "spare"].map(median) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const title = `${kind} (${image})`;
    cold.push([title, ...[run, hard, ours, p95("cold"), ours - run, ours - hard].map(milliseconds)]);
    waiting.push([
      title,
      ...[spare, p95("spare"), spare - run, peer].map(milliseconds),
      (peer / spare).toFixed(1),
      (peer / ours).toFixed(1),
    ]);
    if (baked) {
      const [floor, up] = [median("bakedFloor"), median("baked")];
      baking.push([title, ...[floor, up, p95("baked"), up - floor].map(milliseconds), (ours / up).toFixed(1)]);
    }
    console.error(`${cold.at(-1)?.join("  ")}  ${waiting.at(-1)?.slice(1).join("  ")}`);
  }
  return [
    table(["cold", "docker run ms", "the same, hardened", "/db up ms", "p95", "over run", "over hardened"], cold),
    table(
      [
        "from a spare",
        "/db up ms",
        "p95",
        "over docker run",
        "testcontainers ms",
        "spare is faster by",
        "cold is faster by",
      ],
      waiting,
    ),
    table(
      ["from a baked image", "docker run of it ms", "/db up ms", "p95", "over run", "quicker than cold by"],
      baking,
    ),
  ].join("\n\n");
}

/** A bot with one that waits, which ends before it can make another. */
async function spareOnce(kind: string): Promise<number> {
  await using folder = await scratch();
  await using bot = await openKeptBot(folder.path, { SPARES: `${kind}:1` }, { sparesLookMs: 200 });
  const isReady = () => bot.assembly.ledger.spares.list().some(({ state }) => state === "ready");
  while (!isReady()) await new Promise((resolve) => setTimeout(resolve, 50));
  return await upOnce(bot.assembly.bot, kind);
}

/** The image that a first start leaves behind. */
async function bakedBy(bot: KeptBot, kind: string): Promise<Baked> {
  await bot.say(`/db up ${kind} --name first`);
  for (;;) {
    const [baked] = bot.assembly.ledger.baked.list();
    if (baked && baked.reference !== "") {
      await bot.say("/db down first --yes");
      return baked;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Milliseconds from the order to the connection string; what is done after it is waited for, and not counted. */
async function upOnce(bot: Bot, kind: string): Promise<number> {
  const what = { line: `/db up ${kind} --name bench` };
  const signal = new AbortController().signal;
  const begun = performance.now();
  let took: number | undefined;
  for await (const reply of bot.handle({ caller: ann, what, deliveryId: crypto.randomUUID(), signal })) {
    if (reply.tone === "working") continue;
    if (reply.tone !== "ok") throw new Error(JSON.stringify(reply));
    took ??= performance.now() - begun;
  }
  if (took === undefined) throw new Error("no answer");
  return took;
}
