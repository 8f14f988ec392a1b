import type { z } from "zod";

/** Sizes are said in the words of what has one. */
const THINGS: Readonly<Record<string, string>> = {
  string: "characters",
  array: "values",
  set: "values",
  map: "values",
};

const EXPECTED: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  nan: "a number",
  boolean: "yes or no",
  string: "text",
  array: "a list",
};

/** What zod's own string formats ask for; a schema with a pattern of its own brings its own sentence. */
const FORMATS: Readonly<Record<string, string>> = {
  email: "an e-mail address",
  url: "a URL",
  uuid: "a UUID",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  hostname: "a host name",
};

/**
 * What was expected, for a person: given to `safeParse` as its `error`, it is asked whenever a schema brings no message
 * of its own. zod's words ("Invalid input: expected string, received undefined") reach nobody.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${EXPECTED[issue.expected] ?? "something else"}.`;
    case "invalid_value":
      return `expected ${list(issue.values.map(String))}.`;
    case "too_small":
      return `expected ${bound("at least", issue.minimum, issue.inclusive, issue.origin)}.`;
    case "too_big":
      return `expected ${bound("at most", issue.maximum, issue.inclusive, issue.origin)}.`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}.`;
    case "invalid_format":
      return formatted(issue);
    default:
      return "this is not understood.";
  }
}

function bound(words: "at least" | "at most", limit: number | bigint, inclusive = true, origin = "number"): string {
  const things = THINGS[origin];
  if (things !== undefined) return `${words} ${limit} ${limit === 1 ? things.slice(0, -1) : things}`;
  if (inclusive) return `${words} ${limit}`;
  return `${words === "at least" ? "more" : "less"} than ${limit}`;
}

function formatted(issue: z.core.$ZodRawIssue & { code: "invalid_format" }): string {
  const named = FORMATS[issue.format];
  if (named !== undefined) return `expected ${named}.`;
  if ("prefix" in issue) return `expected it to begin with "${String(issue["prefix"])}".`;
  if ("suffix" in issue) return `expected it to end with "${String(issue["suffix"])}".`;
  return "it is not written as expected.";
}

/** "a, b or c" */
function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
