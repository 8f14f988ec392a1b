import type { Logger, LogLevel } from "@slack/bolt";
import type { Log } from "./settings.ts";

/**
 * What Bolt and its clients have to say, in our log. Nothing below a warning: at DEBUG they print message text, slash text
 * and the tickets of response_url and websocket, and connection strings are among those. `level` is what Bolt is told of it.
 */
export function boltLogger(log: Log, level: LogLevel): Logger {
  const tell =
    (level: "warning" | "error") =>
    (...parts: unknown[]) =>
      log({ level, message: `Slack: ${withoutTickets(parts.map(describe).join(" "))}` });
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: tell("warning"),
    error: tell("error"),
    setLevel: () => undefined,
    getLevel: () => level,
    setName: () => undefined,
  };
}

/** An error's own words only: SDK errors carry the request they failed at, and with it what was being said. */
export function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Takes out tokens and the URLs that are as good as one. */
export function withoutTickets(text: string): string {
  return text
    .replaceAll(/\bx(?:ox[a-z]|app)-[\w-]+/g, "[token]")
    .replaceAll(/\b(?:wss?|https?):\/\/\S+/g, (url) => `${/^[^?#]*?:\/\/[^/?#]+/.exec(url)?.[0] ?? ""}/…`);
}
