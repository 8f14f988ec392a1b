import { expect, vi } from "vitest";
import type { Bot } from "#core/chat.ts";
import type { Commands } from "#core/command.ts";
import type { Uses } from "#chat/discord/buttons.ts";
import { start } from "#chat/discord/index.ts";
import type { DiscordSettings } from "#chat/discord/index.ts";
import type { Log } from "#chat/discord/settings.ts";
import type { RunningChat } from "#chat/running-chat.ts";
import type { Problem } from "#core/problem.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";
import type { Script } from "#test/support/loopback-slack/scripted-bot.ts";
import { Person } from "./person.ts";
import type { PersonOptions } from "./person.ts";
import { startDiscord } from "./server.ts";
import type { LoopbackDiscord } from "./server.ts";
import { GUILD, textOf, TOKEN } from "./state.ts";
import type { Message } from "./state.ts";

export interface Connected extends AsyncDisposable {
  readonly discord: LoopbackDiscord;
  readonly bot: ScriptedBot;
  readonly chat: RunningChat;
  readonly logged: readonly Parameters<Log>[0][];
  readonly fatal: readonly Problem[];
  person(options?: PersonOptions): Person;
  /** Waits until a message with this text is shown. */
  shown(part: string): Promise<Message>;
}

export interface ConnectOptions {
  readonly settings?: Partial<DiscordSettings>;
  readonly now?: () => number;
  /** Instead of the scripted ones. */
  readonly commands?: Commands;
  /** Where used buttons are written down. */
  readonly uses?: Uses;
  readonly before?: (discord: LoopbackDiscord) => void;
  /** For tests whose bot or Discord misbehaves on purpose. */
  readonly allowsViolations?: boolean;
}

/** The real adapter on the real discord.js, connected to a loopback Discord. What breaks its rules fails the test, by strict.ts. */
export async function connected(
  answers: Script | Bot,
  { settings = {}, now, commands, uses, before, allowsViolations = false }: ConnectOptions = {},
): Promise<Connected> {
  const discord = await startDiscord();
  before?.(discord);
  const bot =
    typeof answers === "function"
      ? new ScriptedBot(answers, commands)
      : new ScriptedBot((_, request) => answers.handle(request));
  const logged: Parameters<Log>[0][] = [];
  const fatal: Problem[] = [];
  const chat = await start({
    bot,
    log: (entry) => logged.push(entry),
    settings: { ...settingsFor(discord), ...settings },
    onFatal: (problem) => fatal.push(problem),
    ...(now && { now }),
    ...(uses && { uses }),
  });
  return {
    discord,
    bot,
    chat,
    logged,
    fatal,
    person: (options = {}) => new Person(discord, options),
    shown: (part) =>
      vi.waitFor(
        () => {
          const all = discord.workspace.visible();
          const found = all.findLast((message) => textOf(message).includes(part));
          expect(
            found,
            `${part}; there is: ${all.map(textOf).join(" | ")}; log: ${JSON.stringify(logged)}`,
          ).toBeDefined();
          return found as Message;
        },
        { timeout: 10_000, interval: 10 },
      ),
    async [Symbol.asyncDispose]() {
      await chat.stop();
      await discord.close();
      if (allowsViolations) discord.workspace.violations.length = 0;
    },
  };
}

export function settingsFor(discord: LoopbackDiscord): DiscordSettings {
  return { token: TOKEN, guildIds: [GUILD], apiUrl: discord.apiUrl, drainMs: 5_000 };
}
