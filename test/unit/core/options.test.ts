import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { findOption, optionsOf, showOption } from "#core/options.ts";
import { base, make, remove, run } from "./sample.ts";

describe("a schema's options", () => {
  test("kinds, names and defaults are the schema's", () => {
    const seen = optionsOf(make).map(({ name, kind, required, default: otherwise }) => [
      name,
      kind,
      required,
      otherwise,
    ]);
    expect(seen).toEqual([
      ["kind", "text", true, undefined],
      ["name", "text", false, undefined],
      ["kind-name", "text", false, undefined],
      ["network", "text", false, undefined],
      ["memory", "text", false, "512m"],
      ["cpus", "text", false, undefined],
      ["port", "integer", false, undefined],
      ["ttl", "text", false, undefined],
      ["tail", "integer", false, 100],
      ["ratio", "number", false, undefined],
      ["format", "choice", false, "uri"],
      ["dry-run", "boolean", false, false],
      ["quiet", "boolean", false, undefined],
      ["arg", "list", false, undefined],
    ]);
  });

  test("everything a form or a native command needs is there", () => {
    const option = (name: string) => findOption(optionsOf(make), name);
    expect(option("port")).toMatchObject({ least: 1024, most: 65_535, placeholder: "port", examples: ["5432"] });
    expect(option("ratio")).toMatchObject({ least: undefined, most: undefined, placeholder: "number" });
    expect(option("format")?.choices).toEqual(["uri", "jdbc", "env"]);
    expect(option("KIND")).toMatchObject({ positional: true, suggest: "databases", placeholder: "database[:version]" });
    expect(option("called")?.key).toBe("name");
    expect(optionsOf(run).at(-1)).toMatchObject({
      key: "command",
      rest: true,
      positional: true,
      kind: "list",
      item: "text",
    });
    expect(optionsOf(make).map(showOption).slice(0, 2)).toEqual(["<database[:version]>", "--name"]);
  });

  test("a destroying command is given --yes without asking for it", () => {
    expect(optionsOf(remove).map(({ name }) => name)).toEqual(["name", "host", "yes"]);
    expect(optionsOf(make).some(({ name }) => name === "yes")).toBe(false);
  });

  test("are read off once", () => {
    expect(optionsOf(make)).toBe(optionsOf(make));
  });

  test("a schema that cannot be typed is refused by name", () => {
    const odd = defineCommand({
      ...base,
      summary: "Odd",
      input: z.strictObject({ when: z.object({ a: z.string() }) }),
    });
    expect(() => optionsOf(odd)).toThrow('input "when" cannot be an option');
  });
});
