import { expect, vi } from "vitest";
import type { Bot } from "#core/chat.ts";
import { start } from "#chat/slack/index.ts";
import type { RunningSlack, SlackSettings } from "#chat/slack/index.ts";
import type { Log } from "#chat/slack/settings.ts";
import { otherMachines } from "./outbound.ts";
import { Person, SIGNING_SECRET } from "./person.ts";
import type { PersonOptions } from "./person.ts";
import { ScriptedBot } from "./scripted-bot.ts";
import type { Script } from "./scripted-bot.ts";
import { startSlack } from "./server.ts";
import type { LoopbackSlack } from "./server.ts";
import { APP_TOKEN, BOT_TOKEN } from "./web-api.ts";
import type { Message } from "./web-api.ts";

export interface Connected extends AsyncDisposable {
  readonly slack: LoopbackSlack;
  readonly bot: ScriptedBot;
  readonly chat: RunningSlack;
  readonly logged: readonly Parameters<Log>[0][];
  readonly url: string | undefined;
  person(options?: PersonOptions): Person;
  /** Waits until the message is there. */
  until(what: string, find: () => Message | undefined): Promise<Message>;
}

export interface ConnectOptions {
  readonly mode?: "socket" | "http";
  readonly settings?: Partial<SlackSettings>;
  readonly now?: () => number;
  readonly before?: (slack: LoopbackSlack) => void;
}

/**
 * The real adapter on the real Bolt, connected to a loopback Slack. Disposing checks that nothing broke Slack's limits, that no
 * call lacked a scope, and that nothing was sent to another machine.
 */
export async function connected(
  answers: Script | Bot,
  { mode = "socket", settings = {}, now, before }: ConnectOptions = {},
): Promise<Connected> {
  const slack = await startSlack();
  before?.(slack);
  const bot =
    typeof answers === "function"
      ? new ScriptedBot(answers)
      : new ScriptedBot((_, request) => answers.handle(request), answers.commands);
  if (typeof answers !== "function") bot.completions = (line) => answers.complete(line, NOBODY);
  const logged: Parameters<Log>[0][] = [];
  const chat = await start({
    bot,
    log: (entry) => logged.push(entry),
    settings: { ...settingsFor(slack, mode), ...settings },
    ...(now && { now }),
  });
  const url = chat.port === undefined ? undefined : `http://127.0.0.1:${chat.port}/slack/events`;
  return {
    slack,
    bot,
    chat,
    logged,
    url,
    person: (options = {}) => new Person(slack, { http: url, ...options }),
    until: (what, find) =>
      vi.waitFor(
        () => {
          const found = find();
          expect(
            found,
            `${what}; there is: ${slack.workspace
              .visible()
              .map(({ text }) => text)
              .join(" | ")}`,
          ).toBeDefined();
          return found as Message;
        },
        { timeout: 10_000, interval: 10 },
      ),
    async [Symbol.asyncDispose]() {
      await chat.stop();
      await slack.close();
      expect(slack.workspace.violations).toEqual([]);
      expect(otherMachines()).toEqual([]);
    },
  };
}

const NOBODY = { platform: "slack", team: "", user: "", channel: "", groups: [], displayName: "" };

export function settingsFor(slack: LoopbackSlack, mode: "socket" | "http"): SlackSettings {
  return {
    botToken: BOT_TOKEN,
    apiUrl: slack.apiUrl,
    drainMs: 5_000,
    mode:
      mode === "socket"
        ? { kind: "socket", appToken: APP_TOKEN }
        : { kind: "http", signingSecret: SIGNING_SECRET, port: 0 },
  };
}
