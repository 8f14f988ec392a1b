import type { Databases } from "#core/database.ts";
import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { kindOf } from "./kind.ts";
import { redactPasswords } from "./leases.ts";
import type { Ledger } from "./ledger.ts";
import type { CrashEvidence } from "./watch-replies.ts";

const logTail = 15;

export interface Death {
  readonly containerId: string;
  /** Undefined: nobody has said. */
  readonly exitCode: number | undefined;
  /** An event said so; the engine forgets it at the next start. */
  readonly outOfMemory: boolean;
}

/** What there is to say about a death. Half of it is better than none: the host may have more troubles than this. */
export async function crashEvidence(
  { ledger, databases }: { readonly ledger: Ledger; readonly databases: Databases },
  host: Host,
  lease: Lease,
  death: Death,
  signal: AbortSignal,
): Promise<CrashEvidence> {
  const exitCode = death.exitCode ?? -1;
  const [container, log] = await Promise.all([
    host.containers.inspect(death.containerId, signal).catch(() => undefined),
    host.containers.logs(death.containerId, { tail: logTail }, signal).catch(() => ""),
  ]);
  const outOfMemory = death.outOfMemory || (container?.outOfMemory ?? false);
  const { memoryBytes, version } = lease;
  const reason = kindOf(databases, lease).explainCrash({ exitCode, outOfMemory, memoryBytes, version, log });
  return { container, exitCode, outOfMemory, log: redactPasswords(ledger, log), reason };
}
