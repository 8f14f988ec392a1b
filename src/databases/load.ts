import { readdir } from "node:fs/promises";
import type { Database, Databases } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { nearest } from "#core/suggest.ts";

/**
 * Every database of a folder: each file there is one, named by the file, and there is no list to keep.
 *
 * Throws a "configuration" Problem that names the file when one cannot be loaded or lacks something.
 */
export async function loadDatabases(folder: URL = new URL("./", import.meta.url)): Promise<Databases> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts") && file !== "load.ts").sort();
  const loaded = await Promise.all(files.map(async (file) => ({ file, database: await loadOne(folder, file) })));
  return databasesOf(loaded);
}

async function loadOne(folder: URL, file: string): Promise<Database> {
  const module: object = await import(new URL(file, folder).href).catch((cause: unknown) => {
    throw broken(file, "cannot be loaded", cause);
  });
  const definition: unknown = Reflect.get(module, "default");
  if (!isDatabase(definition)) throw broken(file, `lacks ${missingFrom(definition)}`);
  return definition;
}

/** What a definition must have; the compiler says the rest, but not to somebody who drops in a file without it. */
const PARTS: Readonly<
  Record<keyof Omit<Database, "imageRules" | "ahead" | "baking">, "string" | "number" | "object" | "function" | "array">
> = {
  title: "string",
  aliases: "array",
  repository: "string",
  defaultVersion: "string",
  versions: "array",
  port: "number",
  user: "string",
  memory: "object",
  firstStartMs: "number",
  stopSeconds: "number",
  versionOf: "function",
  plan: "function",
  probe: "function",
  vitals: "function",
  rotation: "object",
  uri: "function",
  formats: "object",
  explainCrash: "function",
};

function isDatabase(definition: unknown): definition is Database {
  return missingFrom(definition) === undefined;
}

/** The first part that is not there as it should be; undefined for a whole definition. */
function missingFrom(definition: unknown): string | undefined {
  if (typeof definition !== "object" || definition === null) return "a default export";
  for (const [part, kind] of Object.entries(PARTS)) {
    const value: unknown = Reflect.get(definition, part);
    const right = kind === "array" ? Array.isArray(value) : typeof value === kind && value !== null;
    if (!right) return `"${part}" (${kind})`;
  }
  return undefined;
}

function databasesOf(loaded: readonly { file: string; database: Database }[]): Databases {
  const byName = new Map<string, { readonly name: string; readonly database: Database }>();
  const byWord = new Map<string, { readonly name: string; readonly database: Database }>();
  for (const { file, database } of loaded) {
    const entry = { name: file.slice(0, -".ts".length), database };
    byName.set(entry.name, entry);
    for (const word of [entry.name, ...database.aliases]) {
      const other = byWord.get(word);
      if (other) throw broken(file, `answers to "${word}", and so does ${other.name}.ts`);
      byWord.set(word, entry);
    }
  }
  const names = [...byName.keys()];
  return {
    names,
    find(name) {
      const found = byWord.get(name.trim().toLowerCase());
      if (found) return found;
      const near = nearest(name, [...byWord.keys()]);
      const meant = near === undefined ? undefined : byWord.get(near)?.name;
      throw new Problem("bad-input", `There is no database called "${name}".`, {
        hint: meant === undefined ? `There are: ${names.join(", ")}` : `Did you mean ${meant}? /db up ${meant}`,
      });
    },
  };
}

function broken(file: string, what: string, cause?: unknown): Problem {
  const detail = cause instanceof Error ? `: ${cause.message}` : "";
  return new Problem("configuration", `src/databases/${file} ${what}${detail}.`, {
    hint: "Mend the file or take it away, then start again.",
    cause,
  });
}
