import type { Command, Commands } from "./command.ts";
import type { Database } from "./database.ts";
import { optionRow, showEffect, usageLine } from "./help.ts";
import { optionsOf } from "./options.ts";
import { showBytes } from "./units.ts";

/** docs/commands.md: every command with its options and examples, in the order of its group. */
export function commandsManual({ all }: Commands): string {
  const groups = Map.groupBy(all, ([path]) => path.split(" ")[0] ?? path);
  const parts = [...groups].flatMap(([group, commands]) => [
    `## /${group}`,
    ...commands.flatMap(([path, command]) => commandParts(path, command)),
  ]);
  return pageOf("Commands", "`npm run docs` writes this page from `commands/`.", parts);
}

/** docs/databases.md: what each database is handed out with. */
export function databasesManual(databases: readonly (readonly [name: string, database: Database])[]): string {
  const parts = databases.flatMap(([name, database]) => [`## ${database.title}`, databaseTable(name, database)]);
  return pageOf("Databases", "`npm run docs` writes this page from `src/databases/`.", parts);
}

function commandParts(path: string, command: Command): string[] {
  const options = optionsOf(command);
  const examples = command.examples ?? [];
  return [
    `### /${path}`,
    `${command.summary}. ${showEffect(command)}`,
    fence([usageLine(path, command)]),
    ...(options.length > 0
      ? [
          table(
            ["option", "what", "default"],
            options.map(optionRow).map(([typed, ...rest]) => [code(typed), ...rest]),
          ),
        ]
      : []),
    ...(examples.length > 0 ? [examples.map(({ line, does }) => `- ${code(line)}: ${does}`).join("\n")] : []),
  ];
}

function databaseTable(name: string, database: Database): string {
  return table(
    ["", ""],
    [
      ["typed", [name, ...database.aliases].map(code).join(", ")],
      ["versions", database.versions.map(code).join(", ")],
      ["default", code(database.defaultVersion)],
      ["image", code(database.repository)],
      ["port", String(database.port)],
      ["memory", `${showBytes(database.memory.defaultBytes)}, at least ${showBytes(database.memory.leastBytes)}`],
      ["formats of `/db url`", Object.keys(database.formats).map(code).join(", ")],
    ],
  );
}

function pageOf(title: string, origin: string, parts: readonly string[]): string {
  return `${[`# ${title}`, origin, ...parts].join("\n\n")}\n`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

function fence(lines: readonly string[]): string {
  return ["```", ...lines, "```"].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
