import { expect, test } from "vitest";
import { redact } from "#core/redact.ts";

test.each([
  ["/docker run -e POSTGRES_PASSWORD=hunter2 postgres", "/docker run -e POSTGRES_PASSWORD=[redacted] postgres"],
  ["--password 'a b' --name shop", "--password [redacted] --name shop"],
  ["postgres://app:hunter2@host:5432/shop", "postgres://app:[redacted]@host:5432/shop"],
  ['{"token":"xoxb-1","name":"shop"}', '{"token":[redacted],"name":"shop"}'],
  ["API_KEY: abc", "API_KEY: [redacted]"],
  ["/db up postgres --name shop", "/db up postgres --name shop"],
])("%s", (text, redacted) => {
  expect(redact(text)).toBe(redacted);
});
