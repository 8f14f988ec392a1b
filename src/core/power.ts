import { z } from "zod";
import type { Context } from "./command.ts";
import type { HostPower } from "./host-power.ts";
import type { Host, Hosts } from "./host.ts";
import type { Lease, Leases, Resumed } from "./lease.ts";
import { Problem } from "./problem.ts";
import { working } from "./reply.ts";
import type { Block, Reply } from "./reply.ts";

/** What the commands take that start, stop and update a machine. */
export const powerInput = {
  name: z.string().meta({ positional: true, description: "which host, as in /host list", suggest: "hosts" }),
};

/** A host whose machine is ours to start and stop. */
export type Powered = Host & { readonly power: HostPower };

/** The named one; one whose machine is not ours is a Problem. */
export function powered(hosts: Hosts, name: string): Powered {
  const host = hosts.find(name);
  if (hasPower(host)) return host;
  throw new Problem("host-refused", `The machine of ${host.name} is not ours to start or stop: it is ${host.kind}.`, {
    hint: "Only hosts inside WSL (wsl://…) can be started, stopped and updated from here.",
  });
}

/** All hosts that stop with an update, the named one among them. */
export function withPower(hosts: Hosts): readonly Powered[] {
  return hosts.all.filter(hasPower);
}

/** The hosts on this host's machine, itself among them: it can stand in the settings with another user, too. */
export function onMachineOf(hosts: Hosts, { power }: Powered): readonly Powered[] {
  return withPower(hosts).filter((host) => host.power.what === power.what);
}

function hasPower(host: Host): host is Powered {
  return host.power !== undefined;
}

/** Everything that is leased on these hosts, but for what has ended and is stopped. */
export function leasedOn(hosts: readonly Host[], leases: Leases): readonly Lease[] {
  return hosts
    .flatMap(({ name }) => [...leases.list({ host: name }), ...leases.containers.list({ host: name })])
    .filter(({ endedAt }) => endedAt === undefined);
}

/** Whose things would stop, in a sentence. */
export function affected(leases: readonly Lease[]): string {
  if (leases.length === 0) return "Nobody has anything there.";
  return `These would stop: ${named(leases)}. Their channels are told.`;
}

/** What runs on each of these hosts. A machine that is off is not asked, as that would start it. */
export async function runningOn(
  hosts: readonly Powered[],
  { leases, signal }: Pick<Context<unknown>, "leases" | "signal">,
): Promise<readonly (readonly [host: Powered, there: readonly Lease[]])[]> {
  const looked = await Promise.all(
    hosts.map(async (host) =>
      (await host.power.isRunning(signal)) ? [[host, await leases.running(host, signal)] as const] : [],
    ),
  );
  return looked.flat();
}

/** Tells each channel about what is its own, and its owners. `about` makes the words of what is there. */
export function tellChannels(
  { tell }: Pick<Context<unknown>, "tell">,
  leases: readonly Lease[],
  about: (there: readonly Lease[]) => Reply,
): void {
  for (const [channel, there] of Map.groupBy(leases, (lease) => lease.channel)) {
    tell(channel, about(there), ...new Set(there.map(({ owner }) => owner)));
  }
}

/** What a channel is told before its things stop. `until` ends the sentence: "/host start win". */
export function stopsNow(host: string, why: string, until: string): (there: readonly Lease[]) => Reply {
  return (there) => ({
    tone: "warning",
    title: `${names(there)} ${there.length === 1 ? "stops" : "stop"} now, with ${host}`,
    blocks: [{ kind: "text", text: `${why} ${until}` }],
  });
}

/** Starts these machines and what was stopped with them, and tells the channels. */
export async function* startAgain(context: Context<unknown>, hosts: Iterable<Powered>): AsyncGenerator<Reply, Resumed> {
  const { leases, signal } = context;
  const all: Resumed[] = [];
  for (const host of hosts) {
    yield* working(`Starting ${host.name}`, host.power.start(signal));
    const resumed = yield* working(`Starting what ran on ${host.name}`, leases.resume(host, signal));
    tellResumed(context, resumed);
    all.push(resumed);
  }
  return { back: all.flatMap(({ back }) => back), failed: all.flatMap(({ failed }) => failed) };
}

/** Tells each channel what is back, and what is not. */
function tellResumed(context: Pick<Context<unknown>, "tell">, { back, failed }: Resumed): void {
  tellChannels(context, back, (there) => ({
    tone: "ok",
    title: `${names(there)} ${there.length === 1 ? "is" : "are"} back`,
    blocks: [{ kind: "text", text: "Who was connected has to connect again." }],
  }));
  for (const { lease, why } of failed) {
    tellChannels(context, [lease], () => ({
      tone: "error",
      title: `${lease.name} did not come back`,
      blocks: [{ kind: "text", text: why }],
      actions: [{ label: "Start", command: startLine(lease) }],
    }));
  }
}

/** What came back and what did not, for whoever asked. */
export function resumedBlocks({ back, failed }: Resumed): readonly Block[] {
  const texts = [
    ...(back.length === 0 ? [] : [`Brought back: ${named(back)}.`]),
    ...failed.map(({ lease, why }) => `${lease.name} did not come back: ${why} Try ${startLine(lease)}`),
  ];
  return texts.map((text) => ({ kind: "text", text }));
}

function startLine({ kind, name, host }: Lease): string {
  return `/${kind === "container" ? "docker" : "db"} start ${name} --host ${host}`;
}

function names(leases: readonly Lease[]): string {
  return leases.map(({ name }) => name).join(", ");
}

/** Each with whose it is: "shop (ann), web (bob)". */
export function named(leases: readonly Lease[]): string {
  return leases.map(({ name, ownerName }) => `${name} (${ownerName})`).join(", ");
}
