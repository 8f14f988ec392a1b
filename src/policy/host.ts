import { z } from "zod";
import { memory } from "#core/units.ts";

const PORTS = "expected a range such as 20000-29999 within 1024-65535";
const ADDRESS = "expected an address or a name alone, such as 10.0.0.7 or db.example";

/** Labels by which other programs act on containers are the operator's to set; ours tell what belongs to whom. */
const labels = z
  .record(z.string().regex(/^[\w][\w./-]{0,127}$/, "expected a label's name, such as team"), z.string().max(4096))
  .refine((all) => Object.keys(all).every((name) => !name.startsWith("longshore.")), "longshore.… is the bot's own");

const kinds = z.array(z.string().min(1)).min(1);
const most = z.int().min(0);

/** What the settings say of one host besides its URL: in the query of HOSTS, or in longshore.yaml. */
export const hostShape = z.strictObject({
  advertise: z
    .string()
    .regex(/^[\w.:-]{1,253}$/, ADDRESS)
    .optional()
    .describe("what clients dial"),
  bind: z
    .union([z.ipv4(), z.ipv6()], "expected an IP address of the host, such as 10.0.0.7, or 0.0.0.0 for all it has")
    .optional()
    .describe("the address of the host that ports are bound to"),
  ports: z
    .string()
    .regex(/^\d{4,5}-\d{4,5}$/, PORTS)
    .refine((text) => rangeOf(text) !== undefined, PORTS)
    .optional()
    .describe("20000-29999: which ports are handed out"),
  memory: memory.optional().describe("memory limits of all databases on it together"),
  disk: memory.optional().describe("what Docker may take of the disk of another machine, before no more is made there"),
  databases: z
    .union(
      [most, kinds, z.strictObject({ most: most.optional(), only: kinds.optional() })],
      "expected a number or kinds",
    )
    .transform((value) =>
      typeof value === "number" ? { most: value } : Array.isArray(value) ? { only: value } : value,
    )
    .optional()
    .describe("how many there may be (20), which kinds ([postgres, mysql]), or both ({ most: 20, only: [postgres] })"),
  runtime: z
    .string()
    .regex(/^[a-zA-Z0-9][\w.-]{0,63}$/, "the name of a runtime, as `docker info` lists them")
    .optional()
    .describe("runs all that is made there in this runtime of the engine, such as runsc (gVisor) or kata"),
  labels: labels.optional().describe("put on all that is made there"),
});

export type HostShape = z.output<typeof hostShape>;

/** Both ends of `20000-29999`; undefined for what is no range of ports that anybody may use. */
export function rangeOf(text: string): { readonly first: number; readonly last: number } | undefined {
  const [first = 0, last = 0] = text.split("-").map(Number);
  return first >= 1024 && last <= 65_535 && first <= last ? { first, last } : undefined;
}
