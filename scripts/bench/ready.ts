// From the order to a query answered: `/db up` from a spare, from a baked image and cold, beside what people would use
// instead on the same image with the same login, limits and skips: the Docker CLI and a driver loop, once as somebody would
// type it, and once with the network and the hardening that ours gets, which is what Docker itself takes for the same
// container; Compose; and testcontainers, once as it comes and once on our network. All in one run, alternating, so that a
// busy moment hits all.
import type { Baked } from "#core/baked.ts";
import type { Bot } from "#core/chat.ts";
import type { Database } from "#core/database.ts";
import { loadDatabases } from "#databases/load.ts";
import { openKeptBot, scratch } from "#test/engine/safety/support.ts";
import type { KeptBot } from "#test/engine/safety/support.ts";
import { ann, openTestBot } from "#test/support/bot.ts";
import { docker, runnableDatabases } from "#test/support/docker.ts";
import { composeOnce, findCompose } from "./ready/compose.ts";
import { bakedFloorOnce, bakedHardening, floorOnce, hardening } from "./ready/floor.ts";
import { testcontainersOnce } from "./ready/testcontainers.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

const WAYS = [
  "plain",
  "hardened",
  "cold",
  "compose",
  "testcontainers",
  "isolatedTestcontainers",
  "spare",
  "baked",
  "bakedFloor",
  "bakedHardened",
] as const;
type Way = (typeof WAYS)[number];
/** Milliseconds of each round. */
type Times = Readonly<Record<Way, number[]>>;

/** `parts`: databases; all that can be run when there are none. */
export default async function benchReady(rounds: number, parts: readonly string[]): Promise<string> {
  const databases = await loadDatabases();
  const runnable = (await runnableDatabases()).filter((name) => databases.names.includes(name));
  const cold: string[][] = [];
  const beside: string[][] = [];
  const spares: string[][] = [];
  const baking: string[][] = [];
  for (const kind of runnable.filter((name) => parts.length === 0 || parts.includes(name))) {
    const { image, times } = await measure(kind, databases.find(kind).database, rounds);
    const title = `${kind} (${image})`;
    cold.push(coldRow(title, times));
    beside.push(besideRow(title, times));
    spares.push(spareRow(title, times));
    if (times.baked.length > 0) baking.push(bakedRow(title, times));
    console.error([cold, beside, spares, baking].map((rows) => rows.at(-1)?.slice(1).join("  ")).join(" | "));
  }
  return [
    table(["cold", "docker run ms", "the same, hardened", "/db up ms", "p95", "over run", "over hardened"], cold),
    table(["cold, beside", "/db up ms", "compose up --wait", "testcontainers", "testcontainers, our network"], beside),
    table(["from a spare", "/db up ms", "p95", "over docker run", "testcontainers is slower by"], spares),
    table(
      [
        ...["from a baked image", "docker run of it ms", "the same, hardened", "/db up ms", "p95"],
        ...["over run", "over hardened", "quicker than cold by"],
      ],
      baking,
    ),
  ].join("\n\n");
}

async function measure(kind: string, database: Database, rounds: number): Promise<{ image: string; times: Times }> {
  const times = Object.fromEntries(WAYS.map((way) => [way, [] as number[]])) as unknown as Times;
  const compose = await findCompose();
  await using bot = await openTestBot();
  const warm = await bot.say(`/db up ${kind} --name bench-warm`);
  if (warm.tone !== "ok") throw new Error(JSON.stringify(warm));
  const [lease] = bot.ledger.list({});
  const { image = "", version = "" } = lease ?? {};
  const network = (await docker("inspect", "--format", "{{.HostConfig.NetworkMode}}", "bench-warm")).trim();
  await bot.say("/db down bench-warm --yes");
  await using folder = await scratch();
  await using baker = await openKeptBot(folder.path, { BAKED: "4g" }, { bakedLookMs: 50 });
  const baked = database.baking && (await bakedBy(baker, kind));
  for (let round = 0; round < rounds; round++) {
    times.plain.push(await floorOnce(kind, database, image, []));
    times.hardened.push(await floorOnce(kind, database, image, hardening(database, version, network)));
    times.cold.push(await upOnce(bot.bot, kind));
    await bot.say("/db down bench --yes");
    if (compose) times.compose.push(await composeOnce(compose, kind, database, image));
    times.testcontainers.push(await testcontainersOnce(kind, database, image, {}));
    times.isolatedTestcontainers.push(await testcontainersOnce(kind, database, image, { network }));
    times.spare.push(await spareOnce(kind));
    if (!baked) continue;
    times.bakedFloor.push(await bakedFloorOnce(database, baked, []));
    times.bakedHardened.push(await bakedFloorOnce(database, baked, bakedHardening(database, version, network)));
    times.baked.push(await upOnce(baker.assembly.bot, kind));
    const [made] = baker.assembly.ledger.list({});
    if (made?.made?.rung !== "baked") throw new Error("it was not made from the baked image");
    await baker.say("/db down bench --yes");
  }
  return { image, times };
}

const median = (values: readonly number[]) => quantile(values, 0.5);
const p95 = (values: readonly number[]) => quantile(values, 0.95);

function coldRow(title: string, { plain, hardened, cold }: Times): string[] {
  const [run, hard, ours] = [median(plain), median(hardened), median(cold)];
  return [title, ...[run, hard, ours, p95(cold), ours - run, ours - hard].map(milliseconds)];
}

function besideRow(title: string, { cold, compose, testcontainers, isolatedTestcontainers }: Times): string[] {
  const composed = compose.length > 0 ? milliseconds(median(compose)) : "not here";
  const [ours, theirs, isolated] = [cold, testcontainers, isolatedTestcontainers].map(median).map(milliseconds);
  return [title, ours ?? "", composed, theirs ?? "", isolated ?? ""];
}

function spareRow(title: string, { plain, spare, testcontainers }: Times): string[] {
  const ours = median(spare);
  const slower = `${(median(testcontainers) / ours).toFixed(1)} times`;
  return [title, ...[ours, p95(spare), ours - median(plain)].map(milliseconds), slower];
}

function bakedRow(title: string, { bakedFloor, bakedHardened, baked, cold }: Times): string[] {
  const [floor, hard, ours] = [median(bakedFloor), median(bakedHardened), median(baked)];
  const quicker = `${(median(cold) / ours).toFixed(1)} times`;
  return [title, ...[floor, hard, ours, p95(baked), ours - floor, ours - hard].map(milliseconds), quicker];
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
