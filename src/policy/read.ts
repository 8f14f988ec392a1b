import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import type { Document } from "yaml";
import { Problem } from "#core/problem.ts";
import { settingsSchema } from "./settings.ts";
import type { Settings } from "./settings.ts";

/** The settings of a longshore.yaml; none when there is no such file. Throws a Problem that names everything wrong in it. */
export function readSettings(path: string): Settings {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw wrong(path, [error instanceof Error ? error.message : String(error)]);
  }
  return parseSettings(text, path);
}

/** The pure part of `readSettings`. */
export function parseSettings(text: string, path: string): Settings {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0)
    throw wrong(
      path,
      document.errors.map(({ message }) => message.split("\n")[0] ?? ""),
    );
  const { data, error } = settingsSchema.safeParse(valueOf(document, path) ?? {});
  if (!error) return data;
  throw wrong(
    path,
    error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`),
  );
}

/** Aliases that lead nowhere, or that would grow without end, are found only when they are followed. */
function valueOf(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw wrong(path, [error instanceof Error ? error.message : String(error)]);
  }
}

function wrong(path: string, faults: readonly string[]): Problem {
  return new Problem("configuration", [`${path} is wrong.`, ...faults].join("\n"), {
    hint: "Correct it and start again; docs/safety.md explains every key.",
  });
}
