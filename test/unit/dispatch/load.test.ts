import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Command } from "#core/command.ts";
import { faultsOfCommand, loadCommands } from "#dispatch/load.ts";
import { base, make, remove, run, stats } from "../core/sample.ts";

test("the commands we ship are good, and named by their paths", async () => {
  const { all } = await loadCommands();
  expect(all.get("longshore help")?.summary).toBe("Show what you can type");
  expect([...all.keys()]).toEqual([...all.keys()].sort());
});

test.each([
  ["broken/syntax.ts", "export default {", /broken\/syntax\.ts cannot be loaded/],
  ["a/none.ts", "export const x = 1;", /a\/none\.ts has no command as its default export/],
  [
    "b/odd.ts",
    "export default { effect: 'read', access: 'viewer', input: {} };",
    /b\/odd\.ts is no good command: it has no summary/,
  ],
])("%s stops the start by name", async (file, text, message) => {
  const folder = await mkdtemp(join(tmpdir(), "longshore-load-"));
  try {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
    await expect(loadCommands(folder)).rejects.toThrow(message);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const meta = (extra: Record<string, unknown>) =>
  z
    .string()
    .optional()
    .meta({ description: "x", ...extra });
const withInput = (input: z.ZodObject): Command => ({ ...base, summary: "Odd", input });

test.each<[string, Command]>([
  ["its summary is longer than 100 characters", { ...make, summary: "x".repeat(101) }],
  ["it destroys, so it needs confirm(), which says what would go", { ...stats, effect: "destroy" }],
  ['"name" has no description (.meta() stands last)', withInput(z.strictObject({ name: z.string() }))],
  ['two options are called "n"', withInput(z.strictObject({ a: meta({ alias: "n" }), b: meta({ alias: "n" }) }))],
  ['"Ab c" cannot be typed as an option', withInput(z.strictObject({ a: meta({ option: "Ab c" }) }))],
  ['"help" is understood everywhere, so it cannot be an option', withInput(z.strictObject({ help: meta({}) }))],
  ['"a" takes the rest, so it must be a list', withInput(z.strictObject({ a: meta({ rest: true }) }))],
  [
    '"b" is needed, but comes after "a", which is not',
    withInput(
      z.strictObject({ a: meta({ positional: true }), b: z.string().meta({ description: "x", positional: true }) }),
    ),
  ],
])("%s", (fault, command) => {
  expect(faultsOfCommand(command)).toContain(fault);
});

test("good ones have no faults", () => {
  expect([make, remove, run, stats].flatMap(faultsOfCommand)).toEqual([]);
});
