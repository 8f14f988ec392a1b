import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { loadDatabases } from "#databases/load.ts";
import { problemOf } from "./requests.ts";

const databases = await loadDatabases();

test("every file of the folder is a database", () => {
  expect(databases.names).toEqual(["mariadb", "mongodb", "mysql", "postgres", "redis", "valkey"]);
});

test.each([
  ["postgres", "postgres"],
  ["PostgreSQL", "postgres"],
  [" pg ", "postgres"],
  ["mongo", "mongodb"],
  ["maria", "mariadb"],
])("%s is found as %s", (word, name) => {
  expect(databases.find(word).name).toBe(name);
});

test.each([
  ["postgers", 'There is no database called "postgers". | Did you mean postgres? /db up postgres'],
  ["monogdb", 'There is no database called "monogdb". | Did you mean mongodb? /db up mongodb'],
  ["oracle", 'There is no database called "oracle". | There are: mariadb, mongodb, mysql, postgres, redis, valkey'],
  ["", 'There is no database called "". | There are: mariadb, mongodb, mysql, postgres, redis, valkey'],
])("%s is answered with what there is", (word, problem) => {
  expect(problemOf(() => databases.find(word))).toBe(problem);
});

test.each([
  ["it is not JavaScript", "export default {", "src/databases/broken.ts cannot be loaded"],
  ["it exports nothing", "export const x = 1;", "src/databases/broken.ts lacks a default export."],
  [
    "a part is missing",
    "export default { title: 'X', aliases: [] };",
    'src/databases/broken.ts lacks "repository" (string).',
  ],
])("a broken file stops the start with its name: %s", async (_why, source, message) => {
  const folder = await mkdtemp(join(tmpdir(), "databases-"));
  try {
    await writeFile(join(folder, "broken.ts"), source);
    await expect(loadDatabases(pathToFileURL(`${folder}/`))).rejects.toThrow(message);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("versions are offered newest first, and the default is one of them", () => {
  for (const name of databases.names) {
    const { versions, defaultVersion } = databases.find(name).database;
    expect(versions).toContain(defaultVersion);
    const newestFirst = versions.toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }));
    expect(versions).toEqual(newestFirst);
  }
});
