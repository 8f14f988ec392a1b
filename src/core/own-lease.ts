import { z } from "zod";
import { callerId } from "./caller.ts";
import type { Context } from "./command.ts";
import type { Lease } from "./lease.ts";

/** What every command takes that is about one database. */
export const leaseInput = {
  name: z.string().meta({ positional: true, description: "the database's name, as in /db list", suggest: "leases" }),
  host: z.string().optional().meta({ description: "the host, when two have one by this name", suggest: "hosts" }),
};

/** The named lease, if it is the caller's own; an admin may name anybody's. */
export function findLease(context: Context<{ readonly name: string; readonly host?: string | undefined }>): Lease {
  const { input, leases } = context;
  return leases.find(input.name, {
    owner: context.role() === "admin" ? undefined : callerId(context.caller),
    host: input.host,
  });
}

/** The named lease, also when it is only shared with the caller. For what shows and changes nothing. */
export function findReadable(context: Context<{ readonly name: string; readonly host?: string | undefined }>): Lease {
  const { input, leases } = context;
  return leases.find(input.name, {
    reader: context.role() === "admin" ? undefined : callerId(context.caller),
    host: input.host,
  });
}
