import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { EngineLine, EngineRequest } from "../dialect.ts";

/** Five periods of the CPU limit, which the kernel keeps in steps of 100 ms. */
const BETWEEN_MS = 500;

const Sample = z.looseObject({ read: z.string(), preread: z.string(), cpu_stats: z.unknown() });

/** Docker takes two samples unless one is asked for; Podman's answer to both is one, with nothing before it. */
export async function measure({ query }: EngineRequest, line: EngineLine): Promise<unknown> {
  const answer = await line.pass();
  const { data: first } = Sample.safeParse(answer);
  if (query["one-shot"] === true || !first?.preread.startsWith("0001-")) return answer;
  // Ended early, it is the next request that says why.
  await pause(BETWEEN_MS, undefined, { signal: line.signal }).catch(() => {});
  const { data: second } = Sample.safeParse(await line.pass());
  // It may have ended in between.
  return second ? { ...second, preread: first.read, precpu_stats: first.cpu_stats } : answer;
}
