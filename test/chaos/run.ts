import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { loadDatabases } from "#databases/load.ts";
import { openLedger } from "#leases/ledger.ts";
import { targetOf } from "#leases/target.ts";
import { createVault, readKey } from "#leases/vault.ts";
import { startBot } from "./process.ts";
import type { BotProcess } from "./process.ts";
import { disorder } from "./state.ts";

export interface ChaosOptions {
  readonly dataDirectory: string;
  readonly ports: string;
  readonly kills: number;
  readonly database?: keyof typeof UP;
  /** How many servers wait for somebody. */
  readonly spares?: number;
  /** Gives [0, 1). */
  readonly random: () => number;
  readonly tell?: (line: string) => void;
}

export interface ChaosResult {
  readonly kills: number;
  /** Lines that were answered, and lines that the kill cut off, by verb. */
  readonly answered: Readonly<Record<string, number>>;
  readonly cutOff: Readonly<Record<string, number>>;
  /** What bots said at their starts that they had put right, by kind. */
  readonly repaired: Readonly<Record<string, number>>;
  /** What was not in order in the end, the leases that were acknowledged and lost, and the wrong ends. */
  readonly disorder: readonly string[];
  readonly lost: readonly string[];
  readonly wrongExpiry: readonly string[];
  /** Databases that do not let in whoever comes with the password of the ledger. */
  readonly lockedOut: readonly string[];
}

/** What each is given, and how long making it takes at most: a kill comes at any moment of that. */
const UP = {
  redis: { memory: "64m", ms: 2_200 },
  valkey: { memory: "64m", ms: 2_200 },
  postgres: { memory: "128m", ms: 4_000 },
  mariadb: { memory: "256m", ms: 5_000 },
  mysql: { memory: "600m", ms: 12_000 },
} as const;
/** Servers that run side by side at most: the machine is small. */
const MOST = 4;

/** Kills bots at random moments while they make, extend, end and remove databases; then looks what is left. */
export async function chaos({
  dataDirectory,
  ports,
  kills,
  database = "redis",
  spares = 0,
  random,
  tell = () => undefined,
}: ChaosOptions): Promise<ChaosResult> {
  const env = {
    DATA_DIR: dataDirectory,
    HOSTS: `local=docker?ports=${ports}`,
    tickMs: "150",
    settleMs: "300",
    secondPassMs: "3000",
    BAKED: "off",
    SPARES: `${database}:${spares}`,
    sparesLookMs: "50",
  };
  const counts = {
    answered: {} as Record<string, number>,
    cutOff: {} as Record<string, number>,
    repaired: {} as Record<string, number>,
  };
  /** Names that are there for sure, and what each was promised: the time asked for, and extensions that were answered. */
  const promised = new Map<string, { readonly isBrief: boolean; readonly extensions: number }>();
  const lost: string[] = [];
  const wrongExpiry: string[] = [];
  const lockedOut: string[] = [];
  const count = (of: Record<string, number>, key: string) => (of[key] = (of[key] ?? 0) + 1);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];

  for (let kill = 0; kill < kills; kill++) {
    const bot = startBot(env);
    await bot.until(({ ready }) => ready !== undefined);
    const line = nextLine(kill);
    const [verb = "", name = ""] = line.replace(/^\/db (\S+) .*?(chaos-\d+).*$/, "$1 $2").split(" ");
    bot.type(line);
    await delay(random() * (verb === "up" ? UP[database].ms : verb === "extend" ? 500 : 700));
    await bot.kill("SIGKILL");
    const answer = bot.said.find((said) => said.line === line && said.tone !== "working");
    count(answer ? counts.answered : counts.cutOff, verb);
    learn(verb, name, line.includes("--ttl 1s"), answer?.tone === "ok");
    notes(bot);
    tell(`${kill + 1}/${kills} ${line} → ${answer ? answer.tone : "cut off"}`);
  }

  const last = startBot(env);
  await last.until(({ ready }) => ready !== undefined);
  let left = await disorder(dataDirectory);
  for (let look = 0; left.length > 0 && look < 60; look++) {
    await delay(1_000);
    left = await disorder(dataDirectory);
  }
  // Once more after the second pass: what the engine finished behind the dead bots' backs must not come up later.
  await delay(5_000);
  left = await disorder(dataDirectory);
  notes(last);
  if (last.errors() !== "") left.push(last.errors());
  await last.kill("SIGTERM");
  await check();
  return { kills, ...counts, disorder: left, lost, wrongExpiry, lockedOut };

  function nextLine(kill: number): string {
    const known = pick([...promised.keys()]);
    const verbs = ["up", "up", "down", "extend", "rotate", "expiry"];
    const choice = promised.size < 2 ? ["up"] : promised.size < MOST ? verbs : ["down", "extend", "rotate"];
    const what = known === undefined ? "up" : pick(choice);
    const up = `/db up ${database} --memory ${UP[database].memory}`;
    // One second: it is stopped, and a while later gone from what is promised.
    if (what === "expiry") return `${up} --ttl 1s --name chaos-${kill}`;
    if (what === "down") return `/db down ${known} --yes`;
    if (what === "extend") return `/db extend ${known} 1h`;
    return what === "rotate" ? `/db rotate ${known}` : `${up} --ttl 6h --name chaos-${kill}`;
  }

  function learn(verb: string, name: string, isBrief: boolean, ok: boolean): void {
    if (verb === "down") promised.delete(name);
    if (verb === "up" && ok) promised.set(name, { isBrief, extensions: 0 });
    const known = promised.get(name);
    if (verb === "extend" && ok && known) promised.set(name, { ...known, extensions: known.extensions + 1 });
  }

  function notes(bot: BotProcess): void {
    for (const { log } of bot.said) {
      const kind = /^\S+: (\S+),?/.exec(log?.message ?? "")?.[1];
      if (kind) count(counts.repaired, kind.replace(",", ""));
    }
  }

  async function check(): Promise<void> {
    const vault = createVault(readKey(undefined, join(dataDirectory, "key")));
    using ledger = openLedger(join(dataDirectory, "longshore.sqlite"), vault);
    const databases = await loadDatabases();
    for (const lease of ledger.list({})) {
      if (lease.endedAt) continue;
      const probe = databases.find(lease.database).database.probe(targetOf(lease), AbortSignal.timeout(10_000));
      await probe.catch((error: Error) => lockedOut.push(`${lease.name}: ${error.message}`));
    }
    for (const [name, { isBrief, extensions }] of promised) {
      const [lease] = ledger.list({ name });
      if (!lease) {
        lost.push(name);
        continue;
      }
      const hours = ((lease.expiresAt?.getTime() ?? 0) - lease.createdAt.getTime()) / 3_600_000;
      const ends = `${name} ends ${hours} h after it was made`;
      // Extensions that were cut off may have been written or not. One of an end that is near counts from now on.
      if (!isBrief && Math.abs(hours - Math.round(hours)) > 0.001) wrongExpiry.push(ends);
      if (hours < (isBrief ? Math.min(1, extensions) : 6 + extensions))
        wrongExpiry.push(`${ends}, with ${extensions} more`);
      if (isBrief && hours < 1 && !lease.endedAt) wrongExpiry.push(`${ends}, and should have ended`);
    }
  }
}
