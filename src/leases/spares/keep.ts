import { setTimeout as delay } from "node:timers/promises";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Spare, SparesWanted } from "#core/spare.ts";
import { findImage } from "../image.ts";
import type { ImageFound } from "../image.ts";
import type { SpinUp } from "../parts.ts";
import { drained } from "../steps.ts";
import { lobbyOf, targetOf } from "../target.ts";
import { demandOf, DEMAND_MS, together } from "./demand.ts";
import type { Asked } from "./demand.ts";
import { fitOf } from "./fit.ts";
import { makeSpare, plainRequest, throwAway } from "./make.ts";
import { planSpares } from "./plan.ts";
import type { Want } from "./plan.ts";

/** Between two looks whether one was taken. */
const LOOK_MS = 1_000;
/** Between two looks at the images, which may have moved. */
const IMAGES_MS = 30_000;
const HEALTH_MS = 60_000;
const PROBE_MS = 5_000;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;

/** The operator's settings. */
export interface SpareRules {
  readonly wanted: readonly SparesWanted[];
  /** Follow what people ask for, too. */
  readonly adaptive: boolean;
  /** Of the limits of all spares of a host together. */
  readonly budgetBytes: number;
}

export const NO_SPARES: SpareRules = { wanted: [], adaptive: false, budgetBytes: 0 };

export interface KeepingSpares extends Pick<SpinUp, "databases" | "ledger" | "builder" | "random" | "now"> {
  /** Of a host. */
  readonly spares: (host: string) => SpareRules;
  readonly log: (entry: { readonly level: "info" | "error"; readonly message: string }) => void;
  /** For tests, which have no minutes to wait. */
  readonly pace?: {
    readonly sparesLookMs?: number;
    readonly sparesHealthMs?: number;
    readonly sparesImagesMs?: number;
    readonly sparesPauseMs?: number;
  };
}

type Found = Want & { readonly found: ImageFound | undefined };

/**
 * Keeps as many spares on one host as are wanted, one at a time and never while somebody waits for a database there: throws
 * away what is of no use or does not answer, and makes what is missing. Ends with the signal.
 */
export async function keepSpares(parts: KeepingSpares, host: Host, signal: AbortSignal): Promise<void> {
  const { log, pace = {} } = parts;
  const checked = new Map<string, number>();
  let told = "";
  const firstPauseMs = pace.sparesPauseMs ?? FIRST_PAUSE_MS;
  let pauseMs = firstPauseMs;
  let wants: readonly Found[] = [];
  let looked = "";
  let lookedAt = -Infinity;
  while (!signal.aborted) {
    let nextMs = pace.sparesLookMs ?? LOOK_MS;
    try {
      const wanted = wantedNow(parts, host.name);
      const key = JSON.stringify(wanted);
      if (key !== looked || performance.now() - lookedAt > (pace.sparesImagesMs ?? IMAGES_MS)) {
        wants = await findWanted(parts, host, wanted, signal);
        [looked, lookedAt] = [key, performance.now()];
      }
      await step(parts, host, wants, checked, signal);
      [told, pauseMs] = ["", firstPauseMs];
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Problem ? error.message : String(error);
      // Once: a host that is down for a night would fill the log.
      if (message !== told) log({ level: "error", message: `Spares on ${host.name}: ${message}` });
      told = message;
      [nextMs, pauseMs] = [pauseMs, Math.min(pauseMs * 2, LONGEST_PAUSE_MS)];
    }
    await delay(nextMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What the settings ask for, and what people asked for lately. */
export function wantedNow(
  { spares, ledger, databases, now }: Pick<KeepingSpares, "spares" | "ledger" | "databases" | "now">,
  host: string,
): SparesWanted[] {
  const { wanted, adaptive } = spares(host);
  const named = wanted.map((want) => ({ ...want, database: databases.find(want.database).name }));
  if (!adaptive) return together(named);
  const rows = ledger.audit.read({ command: "db up", since: new Date(now() - DEMAND_MS), limit: 1_000 });
  const asked = rows.flatMap(({ at, began, ended }): Asked[] => {
    const [, database = "", version] = /^\/db up ([^\s:]+)(?::(\S+))?/.exec(began.line) ?? [];
    const counts = ended?.outcome === "ok" && databases.names.includes(database);
    return counts ? [{ database, version, at: at.getTime() }] : [];
  });
  return together(named, demandOf(asked, now()));
}

async function findWanted(
  { databases, builder }: KeepingSpares,
  host: Host,
  wanted: readonly SparesWanted[],
  signal: AbortSignal,
): Promise<Found[]> {
  const wants: Found[] = [];
  for (const want of wanted) {
    const { name, database } = databases.find(want.database);
    const found = await drained(
      findImage({ name, database, version: want.version, reference: undefined }, host, builder, signal),
    );
    const asked = plainRequest(database, found.version);
    const fit = fitOf(database, found.image, asked);
    wants.push({ ...want, database: name, found, fit, memoryBytes: asked.memoryBytes });
  }
  return wants;
}

async function step(
  parts: KeepingSpares,
  host: Host,
  wants: readonly Found[],
  checked: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, databases, log } = parts;
  const { budgetBytes } = parts.spares(host.name);
  const plan = planSpares(ledger.spares.list(host.name), wants, budgetBytes, (id) => ledger.work.isBusy(id));
  for (const spare of plan.remove) await discard(parts, host, spare);
  await checkHealth(parts, host, checked, signal);
  const [next] = plan.make;
  if (!next?.found || isSomebodyWaiting(parts, host)) return;
  const { name, database } = databases.find(next.database);
  await makeSpare(parts, host, { name, database }, next.found, signal);
  log({ level: "info", message: `${host.name}: a spare ${name} ${next.found.version} is ready` });
}

export function isSomebodyWaiting({ ledger }: Pick<SpinUp, "ledger">, host: Host): boolean {
  return ledger
    .list({ host: host.name })
    .some(({ id, state }) => (state === "creating" || state === "claiming") && ledger.work.isBusy(id));
}

/** One that does not answer is thrown away; what somebody is claiming just now is left to them. */
async function checkHealth(
  parts: KeepingSpares,
  host: Host,
  checked: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const now = performance.now();
  const ready = parts.ledger.spares.list(host.name).filter(({ state }) => state === "ready");
  for (const id of checked.keys()) if (!ready.some((spare) => spare.id === id)) checked.delete(id);
  for (const spare of ready) {
    if (now - (checked.get(spare.id) ?? -Infinity) < (parts.pace?.sparesHealthMs ?? HEALTH_MS)) continue;
    checked.set(spare.id, now);
    if (!(await answers(parts, host, spare, signal)) && !signal.aborted) await discard(parts, host, spare);
  }
}

async function answers({ databases }: KeepingSpares, host: Host, spare: Spare, signal: AbortSignal): Promise<boolean> {
  const { database } = databases.find(spare.database);
  const target = lobbyOf(database, targetOf({ ...spare, address: host.address, name: spare.id }));
  try {
    await host.forwards?.open(spare.port);
    await database.probe(target, AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]));
    return true;
  } catch {
    return false;
  }
}

async function discard({ ledger, log }: KeepingSpares, host: Host, { id, database }: Spare): Promise<void> {
  if (ledger.work.claim(id, "being thrown away") !== undefined) return;
  try {
    // Somebody may have taken it since.
    if (!ledger.spares.get(id)) return;
    await throwAway(ledger, host, id);
    log({ level: "info", message: `${host.name}: a spare ${database} is removed` });
  } finally {
    ledger.work.release(id);
  }
}
