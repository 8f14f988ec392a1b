import { isSecret } from "../docker-run/line.ts";

const HIDDEN = "[redacted]";

/** A variable as it may be shown: by its name or its value it may be a secret. */
export function showVariable(name: string, value: string): string {
  return isSecret({ name, value }) ? HIDDEN : value;
}

/**
 * The engine's whole answer without what looks secret: variables of the container, and words of its command and labels
 * that carry one.
 */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value === "string") return assignment(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === "string" && isSecret({ name: key, value: inner }) ? HIDDEN : withoutSecrets(inner),
    ]),
  );
}

/** `NAME=value`, and `--password=value` of a command. */
function assignment(text: string): string {
  const [, name = "", value = ""] = /^(-{0,2}[A-Za-z_][\w.-]*)=(.+)$/s.exec(text) ?? [];
  if (name !== "") return isSecret({ name, value }) ? `${name}=${HIDDEN}` : text;
  return isSecret({ name: "", value: text }) ? HIDDEN : text;
}

/** A row of `top`, whose last cell is the command line: words of it may carry a secret. */
export function hideArguments(row: readonly string[]): readonly string[] {
  return row.map((cell) =>
    cell
      .split(" ")
      .map((word) => assignment(word))
      .join(" "),
  );
}
