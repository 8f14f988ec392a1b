import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { faultsOfDefinitions, sizeOf } from "#chat/discord/definition-check.ts";
import { definitions } from "#chat/discord/definitions.ts";
import { layout } from "#chat/discord/layout.ts";
import { defineCommand } from "#core/command.ts";
import type { Command, Commands } from "#core/command.ts";
import { optionsOf } from "#core/options.ts";
import { loadCommands } from "#dispatch/load.ts";

const commands = await loadCommands();

interface Shown {
  readonly name: string;
  readonly description: string;
  readonly type?: number;
  readonly required?: boolean;
  readonly options?: readonly Shown[];
  readonly [key: string]: unknown;
}

function made(commands: Commands): readonly Shown[] {
  return definitions(commands) as unknown as readonly Shown[];
}

/** `db up`, `docker network ls` → what is registered for it. */
function find(all: readonly Shown[], path: string): Shown {
  let level = all;
  let found: Shown | undefined;
  for (const name of path.split(" ")) {
    found = level.find((one) => one.name === name);
    level = found?.options ?? [];
  }
  if (!found) throw new Error(`no ${path}`);
  return found;
}

function command(input: z.ZodRawShape, more: Partial<Command> = {}): Command {
  return defineCommand({
    summary: "Does something",
    input: z.strictObject(input),
    effect: "read",
    access: "viewer",
    // oxlint-disable-next-line require-yield
    async *run() {
      throw new Error("never run");
    },
    ...more,
  });
}

function commandsOf(all: Readonly<Record<string, Command>>): Commands {
  return { all: new Map(Object.entries(all)) };
}

const text = (description: string, more: object = {}) =>
  z
    .string()
    .optional()
    .meta({ description, ...more });

describe("the commands of this repository", () => {
  test("are within Discord's limits", () => {
    const all = definitions(commands);
    const sizes = all.map((one) => `/${one.name}: ${sizeOf(one)} characters, ${one.options?.length ?? 0} entries`);
    expect(faultsOfDefinitions(all), sizes.join("\n")).toEqual([]);
    expect(
      all.every((one) => sizeOf(one) <= 8_000),
      sizes.join("\n"),
    ).toBe(true);
  });

  test("are all there, with every option typed while there is room", () => {
    const all = made(commands);
    for (const { path, command, names: place } of layout(commands)) {
      const names = find(all, place.join(" ")).options?.map(({ name }) => name) ?? [];
      expect(names.toSorted(), path).toEqual(
        optionsOf(command)
          .map(({ name }) => name)
          .toSorted(),
      );
    }
  });

  test("offer what matters most first: what is needed, then what the schema calls common", () => {
    const names = find(made(commands), "db up").options?.map(({ name }) => name);
    expect(names?.slice(0, 4)).toEqual(["kind", "name", "memory", "ttl"]);
    expect(find(made(commands), "db down").options?.at(-1)?.name).toBe("yes");
  });

  test("have types, ranges, choices and completion from the schemas", () => {
    const all = made(commands);
    expect(find(all, "db up kind")).toEqual({
      type: 3,
      name: "kind",
      description: "which one, with a version if you like: postgres, mysql:8.4",
      required: true,
      autocomplete: true,
    });
    expect(find(all, "db up port")).toMatchObject({ type: 4, min_value: 1024, max_value: 65_535 });
    expect(find(all, "db down yes")).toMatchObject({ type: 5 });
    expect(find(all, "db url format")["choices"]).toContainEqual({ name: "uri", value: "uri" });
    expect(find(all, "docker network").type).toBe(2);
  });

  test("a pasted docker run line is one option, and a form asks for it when it is left out", () => {
    expect(find(made(commands), "docker run line")).toMatchObject({ type: 3 });
    expect(find(made(commands), "docker run line").required).toBeUndefined();
  });

  test("are for servers only", () => {
    for (const one of made(commands)) expect(one).toMatchObject({ contexts: [0], integration_types: [0] });
  });
});

describe("more than Discord has room for", () => {
  test("options that do not fit are reached through a text option that names them", () => {
    const input = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`o${index}`, text(`option ${index}`)]));
    const up = find(made(commandsOf({ "db up": command({ ...input, last: text("l", { common: true }) }) })), "db up");
    expect(up.options).toHaveLength(25);
    expect(up.options?.[0]?.name).toBe("last");
    expect(up.options?.at(-1)).toMatchObject({ name: "options", type: 3, autocomplete: true });
    expect(up.options?.at(-1)?.description).toContain("--o23, --o24");
  });

  test("a needed option that Discord cannot name makes the text option needed", () => {
    const long = "a".repeat(40);
    const input = { [long]: z.string().meta({ description: "long" }), options: text("taken") };
    const up = find(made(commandsOf({ "db up": command(input) })), "db up");
    expect(up.options?.map(({ name, required }) => [name, required])).toEqual([
      ["more-options", true],
      ["options", undefined],
    ]);
  });

  test("verbs that do not fit are in a group, and so are those of a long group", () => {
    const verbs = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`docker v${index}`, command({})]));
    const inner = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`docker net v${index}`, command({})]));
    const [docker] = made(commandsOf({ ...verbs, ...inner }));
    expect(docker?.options).toHaveLength(25);
    const groups = docker?.options
      ?.filter(({ type }) => type === 2)
      .map(({ name, options }) => [name, options?.length]);
    expect(groups).toEqual([
      ["net", 25],
      ["net-2", 5],
      ["more", 8],
    ]);
  });

  test("8,000 characters are kept by leaving options to the text option, before any text is cut", () => {
    const input = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`o${index}`, text("a description of about forty characters")]),
    );
    const all = commandsOf(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`db v${i}`, command(input)])));
    const [db] = definitions(all);
    expect(db && sizeOf(db)).toBeLessThanOrEqual(8_000);
    const first = find(made(all), "db v0");
    expect(first.options?.[0]?.description).toBe("a description of about forty characters");
    expect(first.options?.at(-1)?.name).toBe("options");
  });

  test("a command beside subcommands of its own name is one of them", () => {
    const all = made(
      commandsOf({ "docker net": command({}), "docker net ls": command({}), "docker a b c": command({}) }),
    );
    expect(find(all, "docker net net").type).toBe(1);
    expect(find(all, "docker net ls").type).toBe(1);
    expect(find(all, "docker a b-c").type).toBe(1);
  });

  test("a command that Discord cannot have at all stops the start, with its place", () => {
    expect(() => definitions(commandsOf({ "db Up": command({}) }))).toThrow("/db Up: the name has capitals");
  });

  test("whatever the schemas hold, Discord takes the commands", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/);
    const description = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 100 });
    const kind = fc.constantFrom(
      z.string(),
      z.int().min(1).max(9),
      z.boolean(),
      z.enum(["a", "b"]),
      z.array(z.string()),
      z.enum(Array.from({ length: 40 }, (_, i) => `c${i}`) as [string, ...string[]]),
    );
    const option = fc.record({ name, description, kind, isNeeded: fc.boolean(), common: fc.boolean() });
    const input = fc
      .uniqueArray(option, { selector: ({ name }) => name, maxLength: 12 })
      .map((options) =>
        Object.fromEntries(
          options.map(({ name, kind, isNeeded, description, common }) => [
            name,
            (isNeeded ? kind : kind.optional()).meta({ description, ...(common && { common }) }),
          ]),
        ),
      );
    const path = fc.tuple(fc.constantFrom("db", "docker"), fc.constantFrom("a", "b", "c"), fc.option(name));
    const all = fc.uniqueArray(fc.tuple(path, input), { selector: ([path]) => path.join(), maxLength: 15 });
    fc.assert(
      fc.property(all, (all) => {
        const entries = all.map(([parts, input]) => [parts.filter(Boolean).join(" "), command(input)] as const);
        // Two verbs of one name cannot be told apart, and no file system has two files of one name.
        fc.pre(!entries.some(([path]) => /^\w+ (\w) \1$/.test(path)));
        const made = definitions({ all: new Map(entries) });
        expect(faultsOfDefinitions(made)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
