import type { Host } from "./host.ts";
import { Problem } from "./problem.ts";

type Reached = Pick<Host, "name" | "address" | "unbound" | "forwards">;

/** What to set where published ports cannot be dialled. */
export function bindHint(host: string): string {
  return (
    `Set bind of ${host} in HOSTS to an address of that machine that clients reach (0.0.0.0 is every one it has), ` +
    "and advertise to what they dial where that is another one. docs/hosts.md says more."
  );
}

/** A sentence, for a host whose ports nobody could dial. */
export function unboundSays(host: string): string {
  return `The settings give no address to bind ports to on "${host}", so they are on its loopback address, where no client reaches them.`;
}

/** Throws a Problem where what is published could not be dialled: better at once than after minutes of waiting for an answer. */
export function checkDialable({ name, unbound }: Pick<Host, "name" | "unbound">): void {
  if (unbound) throw new Problem("configuration", unboundSays(name), { hint: bindHint(name) });
}

/** What is worth knowing of where published ports can be reached; nothing where the address says it all. */
export function reachNotes({ name, address, unbound, forwards }: Reached): readonly string[] {
  if (unbound) return [`${unboundSays(name)} ${bindHint(name)}`];
  if (!forwards) return [];
  return [`Ports of ${name} come through SSH to ${address} of the bot's machine, for as long as the bot runs.`];
}
