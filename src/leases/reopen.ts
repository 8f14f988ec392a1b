import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Ledger } from "./ledger.ts";

export interface Reopening {
  readonly ledger: Pick<Ledger, "instance" | "work">;
  readonly log: (entry: { readonly level: "error"; readonly message: string }) => void;
}

/**
 * Brings the ports of what runs on the host to the bot's machine again, where its clients dial them there: a forward ends
 * with the bot that opened it. What somebody works on is left to them, as they open its ports themselves.
 *
 * Never throws. A port that cannot be opened holds up no other, and is told once: `told` remembers what was.
 */
export async function reopenForwards(
  { ledger, log }: Reopening,
  host: Host,
  told: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  const { forwards } = host;
  if (!forwards) return;
  const ours = { "longshore.instance": ledger.instance };
  // A host that does not answer is told of by whoever puts it in order.
  const containers = await host.containers.list(ours, signal).catch(() => []);
  if (signal.aborted) return;
  const running = containers.filter(
    ({ status, labels }) => status === "running" && !ledger.work.isBusy(labels["longshore.lease"] ?? ""),
  );
  await Promise.all(
    running.flatMap(({ name, ports }) =>
      ports.map(async ({ host: port }) => {
        try {
          await forwards.open(port);
        } catch (error) {
          const reason = error instanceof Problem ? error.message : String(error);
          const message = `${name}: its port ${port} of ${host.name} is not open here: ${reason}`;
          if (!signal.aborted && !told.has(message)) log({ level: "error", message });
          told.add(message);
        }
      }),
    ),
  );
}
