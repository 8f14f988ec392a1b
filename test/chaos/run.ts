import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { openLedger } from "#leases/ledger.ts";
import { createVault, readKey } from "#leases/vault.ts";
import { startBot } from "./process.ts";
import type { BotProcess } from "./process.ts";
import { disorder } from "./state.ts";

export interface ChaosOptions {
  readonly dataDirectory: string;
  readonly ports: string;
  readonly kills: number;
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
}

/** Kills bots at random moments while they make, extend, end and remove databases; then looks what is left. */
export async function chaos({
  dataDirectory,
  ports,
  kills,
  random,
  tell = () => undefined,
}: ChaosOptions): Promise<ChaosResult> {
  const env = {
    DATA_DIR: dataDirectory,
    HOSTS: `local=docker?ports=${ports}`,
    tickMs: "150",
    settleMs: "300",
    secondPassMs: "3000",
  };
  const counts = {
    answered: {} as Record<string, number>,
    cutOff: {} as Record<string, number>,
    repaired: {} as Record<string, number>,
  };
  /** Names that are there for sure, and the end each was promised. */
  const promised = new Map<string, number>();
  const lost: string[] = [];
  const wrongExpiry: string[] = [];
  const count = (of: Record<string, number>, key: string) => (of[key] = (of[key] ?? 0) + 1);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];

  for (let kill = 0; kill < kills; kill++) {
    const bot = startBot(env);
    await bot.until(({ ready }) => ready !== undefined);
    const line = nextLine(kill);
    const [verb = "", name = ""] = line.replace(/^\/db (\S+) .*?(chaos-\d+).*$/, "$1 $2").split(" ");
    bot.type(line);
    await delay(random() * (verb === "up" ? 2_200 : verb === "extend" ? 500 : 700));
    await bot.kill("SIGKILL");
    const answer = bot.said.find((said) => said.line === line && said.tone !== "working");
    count(answer ? counts.answered : counts.cutOff, verb);
    learn(verb, name, answer?.tone === "ok");
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
  check();
  return { kills, ...counts, disorder: left, lost, wrongExpiry };

  function nextLine(kill: number): string {
    const known = pick([...promised.keys()]);
    const what =
      known === undefined || promised.size < 2 ? "up" : (pick(["up", "up", "down", "extend", "expiry"]) ?? "up");
    if (what === "up") return `/db up redis --memory 64m --ttl 6h --name chaos-${kill}`;
    // One second: it is stopped, and a while later gone from what is promised.
    if (what === "expiry") return `/db up redis --memory 64m --ttl 1s --name chaos-${kill}`;
    return what === "down" ? `/db down ${known} --yes` : `/db extend ${known} 1h`;
  }

  function learn(verb: string, name: string, ok: boolean): void {
    if (verb === "down") promised.delete(name);
    if (verb === "up" && ok) promised.set(name, 1);
    if (verb === "extend" && ok) promised.set(name, (promised.get(name) ?? 0) + 1);
  }

  function notes(bot: BotProcess): void {
    for (const { log } of bot.said) {
      const kind = /^\S+: (\S+),?/.exec(log?.message ?? "")?.[1];
      if (kind) count(counts.repaired, kind.replace(",", ""));
    }
  }

  function check(): void {
    const vault = createVault(readKey(undefined, join(dataDirectory, "key")));
    using ledger = openLedger(join(dataDirectory, "longshore.sqlite"), vault);
    for (const [name] of promised) {
      const [lease] = ledger.list({ name });
      if (!lease) {
        lost.push(name);
        continue;
      }
      const hours = ((lease.expiresAt?.getTime() ?? 0) - lease.createdAt.getTime()) / 3_600_000;
      // Six hours and one for each extension; extensions that were cut off may have been written or not.
      const short = lease.ttlMs === 1_000 ? false : Math.abs(hours - Math.round(hours)) > 0.001 || hours < 6;
      if (short) wrongExpiry.push(`${name} ends ${hours} h after it was made`);
      if (lease.ttlMs !== 1_000 && hours < 5 + (promised.get(name) ?? 1))
        wrongExpiry.push(`${name} lost an extension: ${hours} h`);
      if (lease.ttlMs === 1_000 && !lease.endedAt) wrongExpiry.push(`${name} should have ended`);
    }
  }
}
