import type { Databases } from "#core/database.ts";
import type { Doctor, Finding } from "#core/doctor.ts";
import { Problem } from "#core/problem.ts";
import type { Hosts } from "#core/host.ts";
import type { Ledger } from "#leases/ledger.ts";
import type { Config } from "../config.ts";
import { examineChats } from "./chats.ts";
import { examineHost } from "./hosts.ts";
import { examineLedger, examineSettings } from "./own.ts";

/** A part that has not answered by then is told as one that hangs. */
const LIMIT_MS = 10_000;

export interface Examined {
  readonly config: Config;
  readonly hosts: Hosts;
  readonly ledger: Ledger;
  readonly databases: Databases;
}

export function createDoctor({ config, hosts, ledger, databases }: Examined): Doctor {
  return {
    async examine(signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const parts: (readonly [about: string, look: () => Promise<Finding[]>])[] = [
        ["settings", () => examineSettings(config)],
        ["ledger", () => examineLedger(config, ledger)],
        ...hosts.all.map(
          (host) => [`host ${host.name}`, () => examineHost(host, { ledger, databases }, limit)] as const,
        ),
        ...examineChats(config, limit),
      ];
      const found = await Promise.all(parts.map(([about, look]) => bounded(about, look, limit)));
      signal.throwIfAborted();
      return found.flat();
    },
  };
}

/** Raced, as what is looked at may be a program that does not end when it is told to. */
async function bounded(about: string, look: () => Promise<Finding[]>, limit: AbortSignal): Promise<Finding[]> {
  const late = Promise.withResolvers<Finding[]>();
  const hangs: Finding = {
    tone: "error",
    about,
    says: `It did not answer within ${LIMIT_MS / 1000} s.`,
    todo: "See whether it is overloaded, and whether a firewall swallows what is sent to it.",
  };
  limit.addEventListener("abort", () => late.resolve([hangs]), { once: true });
  try {
    return await Promise.race([look(), late.promise]);
  } catch (error) {
    if (limit.aborted) return [hangs];
    const says = error instanceof Error ? error.message : String(error);
    return [{ tone: "error", about, says, todo: error instanceof Problem ? error.hint : undefined }];
  }
}
