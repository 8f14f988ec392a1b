import * as fc from "fast-check";
import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { Command } from "#core/command.ts";
import { containerName, databaseReference } from "#core/names.ts";
import { cpus, duration, memory, port } from "#core/units.ts";

/** Commands with one of everything, and random inputs they take: what the tests of parsing and of help work on. */

export const base = { effect: "change", access: "operator", run: async function* () {} } as const;

export const make = defineCommand({
  ...base,
  summary: "Make something",
  examples: [{ line: "/sample make postgres", does: "makes it" }],
  input: z.strictObject({
    kind: databaseReference.meta({ description: "what to make", positional: true, suggest: "databases" }),
    name: containerName.optional().meta({ description: "what to call it", alias: ["n", "called"] }),
    databaseName: z.string().optional().meta({ description: "the database in it", option: "kind-name" }),
    network: z.string().optional().meta({ description: "where it is reached" }),
    memory: memory.prefault("512m").meta({ description: "memory limit", alias: "m" }),
    cpus: cpus.optional().meta({ description: "CPU limit" }),
    port: port.optional().meta({ description: "the port to dial", alias: "p" }),
    ttl: duration.optional().meta({ description: "how long it stays" }),
    tail: z.int().min(-5).max(500).default(100).meta({ description: "lines" }),
    ratio: z.number().optional().meta({ description: "a share" }),
    format: z.enum(["uri", "jdbc", "env"]).default("uri").meta({ description: "how it is written" }),
    dryRun: z.boolean().default(false).meta({ description: "only say what would happen", alias: "d" }),
    quiet: z.boolean().optional().meta({ description: "say less", alias: "q" }),
    arg: z.array(z.string()).optional().meta({ description: "a flag for the server", alias: "a" }),
  }),
});

export const run = defineCommand({
  ...base,
  summary: "Run somebody's command",
  input: z.strictObject({
    image: z.string().meta({ description: "the image", positional: true }),
    env: z.array(z.string()).optional().meta({ description: "a variable", alias: "e" }),
    network: z.string().optional().meta({ description: "its network" }),
    detach: z.boolean().optional().meta({ description: "leave it alone", alias: "d" }),
    interactive: z.boolean().optional().meta({ description: "keep its input open", alias: "i" }),
    tty: z.boolean().optional().meta({ description: "with a terminal", alias: "t" }),
    hostname: z.string().optional().meta({ description: "what it calls itself", alias: "h" }),
    command: z.array(z.string()).optional().meta({ description: "its own command line", rest: true }),
  }),
});

export const stats = defineCommand({
  ...base,
  effect: "read",
  summary: "Show numbers",
  input: z.strictObject({
    names: z.array(z.string()).optional().meta({ description: "which ones", positional: true, placeholder: "name" }),
    since: duration.optional().meta({ description: "from when on" }),
  }),
});

export const remove = defineCommand({
  ...base,
  effect: "destroy",
  summary: "Remove something",
  input: z.strictObject({
    name: z.string().meta({ description: "which one", positional: true }),
    host: z.string().optional().meta({ description: "where", positional: true }),
  }),
  confirm: async ({ input }) => `Remove ${input.name}?`,
});

// What can be typed at all: no control characters but those that are spaces.
const text = fc
  .oneof(
    fc.constantFrom("--", "-", "-n", "--name", "name=x", "help", "", "a b", "—x", "-5", "&amp;", "<@U1>", "컨테이너"),
    fc.string({ unit: "grapheme", maxLength: 12 }),
  )
  // oxlint-disable-next-line no-control-regex
  .filter((word) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(word));
const list = fc.array(text, { minLength: 1, maxLength: 4 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** An input without the keys that are undefined, as parsing gives it. */
function inputs<T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<
  Record<string, unknown>
> {
  return fc
    .record<T>(shape)
    .map((input) => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)));
}

export const samples: readonly { path: string; command: Command; input: fc.Arbitrary<Record<string, unknown>> }[] = [
  {
    path: "sample make",
    command: make,
    input: inputs({
      kind: fc.constantFrom({ database: "postgres" }, { database: "mysql", version: "8.4" }),
      name: optional(fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,20}$/)),
      databaseName: optional(text),
      network: optional(text),
      memory: fc.integer({ min: 1, max: 2 ** 40 }),
      cpus: optional(fc.integer({ min: 1, max: 6400 }).map((hundredths) => hundredths / 100)),
      port: optional(fc.integer({ min: 1024, max: 65_535 })),
      ttl: optional(fc.integer({ min: 1, max: 1e10 })),
      tail: fc.integer({ min: -5, max: 500 }),
      ratio: optional(fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)),
      format: fc.constantFrom("uri", "jdbc", "env"),
      dryRun: fc.boolean(),
      quiet: optional(fc.boolean()),
      arg: optional(list),
    }),
  },
  {
    path: "sample run",
    command: run,
    input: inputs({
      image: text,
      env: optional(list),
      network: optional(text),
      detach: optional(fc.boolean()),
      hostname: optional(text),
      command: optional(list),
    }),
  },
  {
    path: "sample stats",
    command: stats,
    input: inputs({ names: optional(list), since: optional(fc.constant(60_000)) }),
  },
  { path: "sample remove", command: remove, input: inputs({ name: text, host: optional(text) }) },
];
