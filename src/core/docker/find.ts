import { z } from "zod";
import type { Context } from "../command.ts";
import type { Host } from "../host.ts";
import type { Lease } from "../lease.ts";
import type { ContainerDetail } from "../operations.ts";
import { Problem } from "../problem.ts";
import { mayChange, mayTakeApart, withOwner } from "./ownership.ts";
import { pickContainer } from "./pick.ts";

/** What every `/docker` command takes that may be about another host than the default one. */
export const hostInput = {
  host: z.string().optional().meta({ description: "the host to ask", suggest: "hosts" }),
};

/** What every command takes that is about one container. */
export const containerInput = {
  name: z.string().meta({
    positional: true,
    description: "the container's name, or the beginning of its id",
    placeholder: "container",
    suggest: "containers",
  }),
  ...hostInput,
};

export interface Found {
  readonly host: Host;
  readonly container: ContainerDetail;
}

export type Asked = { readonly name: string; readonly host?: string | undefined };

/** The named container, whoever's it is: for looking. */
export async function findContainer({ input, hosts, leases, signal }: Context<Asked>): Promise<Found> {
  const host = hosts.find(input.host);
  return { host, container: withOwner(await lookUp(host, input.name, signal), leases.containers) };
}

/** The named container, if this caller may change it. */
export async function findOwn(context: Context<Asked>, verb: string): Promise<Found> {
  const found = await findContainer(context);
  const { caller, runPolicy } = context;
  mayChange(found.container, { caller, role: context.role(), verb, foreign: runPolicy.foreign });
  return found;
}

/** The lease of the named container, if this caller may change it. */
export async function findLeased(context: Context<Asked>, verb: string): Promise<Lease> {
  const { container } = await findOwn(context, verb);
  mayTakeApart(container, `/db ${verb} ${container.name}`);
  const lease = context.leases.containers.of(container);
  if (lease) return lease;
  throw new Problem("not-found", `${container.name} was made by another bot, or its lease is not back yet.`, {
    hint: "Try again in a few minutes.",
  });
}

/** By exact name or a unique beginning of the id. One request when it is there, another for what to say when it is not. */
export async function lookUp(host: Host, text: string, signal: AbortSignal): Promise<ContainerDetail> {
  const found = await host.operations.inspect(text, signal);
  if (found && (found.name === text || found.id.startsWith(text))) return found;
  const rows = await host.operations.list({ all: true, filters: {} }, signal);
  const { id } = pickContainer(rows, text, host.name);
  return (await host.operations.inspect(id, signal)) ?? pickContainer([], text, host.name);
}
