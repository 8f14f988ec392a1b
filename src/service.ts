import { startHealth } from "#chat/health.ts";
import type { RunningChat } from "#chat/running-chat.ts";
import type { DiscordSettings } from "#chat/discord/settings.ts";
import type { SlackSettings } from "#chat/slack/settings.ts";
import { userGroupsIn } from "#chat/slack/user-groups.ts";
import type { Bot } from "#core/chat.ts";
import type { Notifier } from "#core/notifier.ts";
import type { Reply } from "#core/reply.ts";
import { assemble } from "./assembly.ts";
import type { Assembly } from "./assembly.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";

/** After a signal what runs may finish; the chats cancel it in time for this, whatever hangs. */
const exitMs = 7_500;
const drainMs = 4_000;

/**
 * The bot in the chats that are configured, all of them on one ledger and one policy; resolves to the exit code after SIGINT
 * or SIGTERM, or when the last chat was ended for good.
 */
export async function runService(config: Config, log: Log): Promise<number> {
  const chats: Record<string, RunningChat> = {};
  const notifier = chatNotifier(chats);
  await using assembly = await assemble(config, { keeps: true, log, notifier });
  const signalled = firstSignal();
  const ended = Promise.withResolvers<"ended">();
  await using stack = new AsyncDisposableStack();
  // Where one cannot start, the other is stopped in good order.
  stack.defer(async () => void (await Promise.all(Object.values(chats).map((chat) => chat.stop()))));
  if (config.slack) {
    const userGroups = userGroupsIn(config.policy.grants);
    chats["slack"] = await startSlack(assembly.bot, { ...config.slack, userGroups }, log);
  }
  // The other chat goes on, and the health endpoint tells.
  const onFatal = () => void (config.slack ?? ended.resolve("ended"));
  if (config.discord) chats["discord"] = await startDiscord(assembly, config.discord, log, onFatal);
  notifier.connected();
  if (config.healthPort !== undefined) {
    const states = Object.fromEntries(Object.entries(chats).map(([name, chat]) => [name, () => chat.health()]));
    const health = await startHealth({ port: config.healthPort, chats: states });
    stack.defer(() => health.stop());
  }
  void assembly.hosts.warm();
  log({ level: "info", event: "start", message: `connected to ${Object.keys(chats).join(" and ")}` });

  const why = await Promise.race([signalled, ended.promise]);
  setTimeout(() => process.exit(1), exitMs).unref();
  // The chats first: what still runs must be able to say its last word.
  await Promise.all(Object.values(chats).map((chat) => chat.stop()));
  await assembly.bot.drain(0);
  return why === "ended" ? 1 : 0;
}

/** Bolt is loaded only where Slack is wanted. */
async function startSlack(bot: Bot, settings: SlackSettings, log: Log): Promise<RunningChat> {
  const { start } = await import("#chat/slack/index.ts");
  return start({ bot, settings: { drainMs, ...settings }, log: (entry) => log({ event: "slack", ...entry }) });
}

/** discord.js is loaded only where Discord is wanted. */
async function startDiscord(
  { bot, ledger }: Assembly,
  settings: DiscordSettings,
  log: Log,
  onFatal: () => void,
): Promise<RunningChat> {
  const { start } = await import("#chat/discord/index.ts");
  const given = { drainMs, ...settings };
  return start({
    bot,
    settings: given,
    log: (entry) => log({ event: "discord", ...entry }),
    onFatal,
    uses: ledger.deliveries,
  });
}

/** A second signal ends at once, as the first one may have come to a hang. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => (++signals === 1 ? resolve() : process.exit(1)));
    }
  });
}

/** Finds the chat by the platform in the id. What is told before the chats are connected waits for them. */
function chatNotifier(chats: Readonly<Record<string, RunningChat>>): Notifier & { connected(): void } {
  let waiting: (() => void)[] | undefined = [];
  const deliver = (channel: string, reply: Reply, mentions: readonly string[]): void => {
    const [platform = ""] = channel.split(":", 1);
    const owners = mentions.filter((mention) => mention.startsWith(`${platform}:`)).map(lastPart);
    const [where = "", thread] = lastPart(channel).split(":");
    chats[platform]?.tell({ channel: where, owners, ...(thread !== undefined && { thread }) }, reply);
  };
  return {
    tell(channel, reply, ...mentions) {
      if (waiting) waiting.push(() => deliver(channel, reply, mentions));
      else deliver(channel, reply, mentions);
    },
    async send(person, reply) {
      const [platform = ""] = person.split(":", 1);
      return (await chats[platform]?.send(lastPart(person), reply)) ?? false;
    },
    connected() {
      for (const tell of waiting ?? []) tell();
      waiting = undefined;
    },
  };
}

/** Of a `placeId` or a `callerId`: the id as the platform has it. */
function lastPart(id: string): string {
  return id.slice(Math.max(id.lastIndexOf("/"), id.indexOf(":")) + 1);
}
