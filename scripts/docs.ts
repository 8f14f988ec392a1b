import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandsManual, databasesManual } from "#core/manual.ts";
import { loadDatabases } from "#databases/load.ts";
import { loadCommands } from "#dispatch/load.ts";

// Writes the pages that are made from the code. With --check it writes nothing, and fails when one is stale.

const docs = join(import.meta.dirname, "../docs");
const check = process.argv.includes("--check");

const [commands, databases] = await Promise.all([loadCommands(), loadDatabases()]);
const pages = {
  "commands.md": commandsManual(commands),
  "databases.md": databasesManual(databases.names.map((name) => [name, databases.find(name).database])),
};

for (const [name, text] of Object.entries(pages)) {
  const path = join(docs, name);
  if (!check) await writeFile(path, text);
  else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error(`docs/${name} is stale: run npm run docs`);
    process.exitCode = 1;
  }
}
