import { z } from "zod";
import { duration, memory } from "#core/units.ts";
import { grant } from "./grant.ts";
import { hostShape } from "./host.ts";
import { runSettings } from "./run-settings.ts";
import { spare } from "./spare.ts";

const role = z.enum(["viewer", "operator", "admin"]);
const texts = z.union([z.string(), z.array(z.string()).min(1)]).transform((value) => [value].flat());
const who = z
  .union([role, grant, z.array(z.union([role, grant])).min(1)])
  .transform((value): string[] => [value].flat());

const rule = z
  .strictObject({
    name: z.string().min(1).optional().describe("what people see when it decides"),
    effect: z.enum(["allow", "deny", "approve"]),
    who: who.optional().describe("roles, exactly, or ids as in ADMINS"),
    command: texts.optional().describe("commands' paths; a star stands for any text"),
    host: texts.optional(),
    image: texts.optional().describe("as typed or as the database runs it, such as postgres:*"),
    owner: texts.optional().describe('"self", "others" or an id: whose the database is'),
    channel: texts.optional().describe("slack:T012/C345"),
  })
  .describe("applies when everything in it fits");

const time = z.strictObject({
  role: role.optional(),
  database: z.string().optional(),
  host: z.string().optional(),
  default: duration.optional(),
  max: duration.optional(),
});

const quota = z.strictObject({
  databases: z.int().min(0).optional().describe("databases a person has at a time"),
  channelDatabases: z.int().min(0).optional().describe("databases that were asked for in one channel"),
  memory: memory.optional().describe("memory limits of a person's databases together"),
  cpus: z.number().positive().optional(),
  ports: z
    .string()
    .regex(/^\d{4,5}-\d{4,5}$/)
    .optional()
    .describe("20000-20099: the ports a person may ask for"),
  perMinute: z.int().min(1).optional().describe("requests within a minute"),
});

/** The whole of longshore.yaml. Everything may be left out. */
export const settingsSchema = z.strictObject({
  roles: z
    .strictObject({
      admin: z.array(grant).optional(),
      operator: z.array(grant).optional(),
      viewer: z.array(grant).optional(),
    })
    .optional(),
  rules: z.array(rule).optional(),
  times: z.array(time).optional().describe("the last entry that fits a lease gives its default and its longest time"),
  grace: duration.optional().describe("how long an ended database is kept before it is removed"),
  quotas: z.partialRecord(role, quota).optional(),
  hosts: z.record(z.string(), hostShape).optional().describe("what the query in HOSTS says counts before this"),
  channels: z
    .record(
      z.string().regex(/^[a-z]+:[^\s/]+\/[^\s/]+$/, "a channel by its id, such as slack:T012/C345"),
      z.strictObject({ host: z.string().describe("what is asked of no host in particular is done there") }),
    )
    .optional()
    .describe("by the channel's id; /longshore whoami tells it"),
  spares: z
    .strictObject({
      wanted: z.array(spare).optional().describe("postgres:1 or mysql@8.4:2: how many wait, of which database"),
      adaptive: z.boolean().optional().describe("as many as people asked for lately, too"),
      memory: memory.optional().describe("memory limits of all that wait on a host together (default: 2g)"),
      hosts: z.array(z.string()).min(1).optional().describe("where they wait (default: on the first host)"),
    })
    .optional()
    .describe("servers that are made before anybody asks for them"),
  docker: runSettings.optional(),
  approval: z
    .strictObject({
      channel: z.string().describe("where requests are shown: slack:T012/C345"),
      expires: duration.prefault("1h"),
    })
    .optional(),
});

export type Settings = z.output<typeof settingsSchema>;

/** For editors: put `# yaml-language-server: $schema=longshore.schema.json` on the file's first line. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(settingsSchema, { io: "input" });
}
