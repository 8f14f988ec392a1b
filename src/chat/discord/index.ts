import type { REST } from "discord.js";
import type { Bot } from "#core/chat.ts";
import type { Problem } from "#core/problem.ts";
import type { Alert } from "../alert.ts";
import { Outbox } from "../outbox.ts";
import type { RunningChat } from "../running-chat.ts";
import { sendAlerts } from "./alerts.ts";
import { clearElsewhere, identify, registerCommands } from "./boot.ts";
import { Buttons } from "./buttons.ts";
import type { Uses } from "./buttons.ts";
import { Gateway } from "./client.ts";
import { definitions } from "./definitions.ts";
import { createEgress } from "./egress.ts";
import type { Egress } from "./egress.ts";
import { Forms } from "./forms.ts";
import { startProblem } from "./fatal.ts";
import { receive } from "./interactions.ts";
import { Mail } from "./mail.ts";
import { Presses } from "./press.ts";
import { CALL_MS, createRest } from "./rest.ts";
import { Requests } from "./requests.ts";
import { StartLimit } from "./start-limit.ts";
import { DISCORD_API_URL } from "./settings.ts";
import type { DiscordSettings, Log } from "./settings.ts";
import { failureOf } from "./api-errors.ts";
import { EDITS_PER_MINUTE, INTERVAL_MS } from "./limits.ts";

export type { DiscordSettings } from "./settings.ts";

export interface DiscordOptions {
  readonly bot: Bot;
  readonly settings: DiscordSettings;
  readonly log: Log;
  /** Told when Discord has ended the connection for good: the token was revoked, say. Nothing comes any more. */
  readonly onFatal?: (problem: Problem) => void;
  readonly now?: () => number;
  /** Where it is written down which buttons were used; without it that is forgotten with a restart. */
  readonly uses?: Uses;
}

const START_MS = 30_000;
const DRAIN_MS = 20_000;
const CLOSE_MS = 1_000;

/**
 * Connects to Discord and answers there. Throws a Problem "configuration" that names what to mend when the token or the
 * way to Discord is no good.
 */
export async function start(options: DiscordOptions): Promise<RunningChat> {
  const { settings, bot } = options;
  // Before anything is sent: it throws where Discord would refuse them.
  const wanted = definitions(bot.commands);
  const over = new AbortController();
  const apiUrl = (settings.apiUrl ?? DISCORD_API_URL).replace(/\/+$/, "");
  const egress = createEgress({ apiUrl, timeoutMs: CALL_MS, signal: over.signal });
  const rest = createRest(apiUrl, egress, settings.token);
  const limit = new StartLimit(settings.startMs ?? START_MS);
  try {
    const application = await Promise.race([identify(rest), limit.late]);
    return await run({ ...options, wanted, application, rest, egress, apiUrl, over }, limit);
  } catch (error) {
    over.abort(error);
    throw startProblem(error);
  } finally {
    limit.end();
  }
}

interface Parts extends DiscordOptions {
  readonly wanted: ReturnType<typeof definitions>;
  readonly application: string;
  readonly rest: REST;
  readonly egress: Egress;
  readonly apiUrl: string;
  /** Aborted when everything is to end. */
  readonly over: AbortController;
}

async function run(parts: Parts, limit: StartLimit): Promise<RunningChat> {
  const { bot, settings, log, application, rest, egress, apiUrl, over, now = Date.now } = parts;
  const warn = (message: string) => log({ level: "warning", message: `Discord: ${message}` });
  const outbox = new Outbox<Alert>({
    intervalMs: INTERVAL_MS,
    editsPerMinute: EDITS_PER_MINUTE,
    alert: (channel, alerts, unlisted) => sendAlerts({ mail, buttons, log: warn }, channel, alerts, unlisted),
  });
  const mail = new Mail(rest);
  const buttons = new Buttons({ now, secret: settings.token, uses: parts.uses });
  const requests = new Requests(bot, { outbox, mail, buttons, log });
  const common = { bot, rest, application, requests, buttons, log, now };
  const forms = new Forms({ commands: bot.commands, egress, now });
  const presses = new Presses({ ...common, commands: bot.commands });
  let closing = false;
  const closed = () => (closing ? "The bot is restarting: try again in a minute." : undefined);
  const gateway = new Gateway({
    apiUrl,
    egress,
    onTrouble: warn,
    onWait(ms) {
      warn(
        `more than half of today's starts are used up: it connects in ${Math.ceil(ms / 1_000)} s, so that the rest last`,
      );
      limit.begin(ms);
    },
    onFatal: (problem) => {
      log({ level: "error", message: `Discord: ${problem.message} ${problem.hint ?? ""}` });
      parts.onFatal?.(problem);
    },
    onInteraction: (data) => receive({ ...common, presses, forms, guilds: settings.guildIds, closed }, data),
  });

  async function stop(): Promise<void> {
    closing = true;
    await requests.drain(settings.drainMs ?? DRAIN_MS);
    await gateway.close(CLOSE_MS);
    over.abort(new Error("The bot has stopped"));
    rest.clearHandlerSweeper();
    rest.clearHashSweeper();
  }

  try {
    const registration = { rest, application, settings, wanted: parts.wanted, log };
    await Promise.race([registerCommands(registration), limit.late]);
    await Promise.race([gateway.connect(settings.token), limit.late]);
    requests.begin(() => clearElsewhere(registration));
  } catch (error) {
    await stop();
    throw error;
  }
  let stopping: Promise<void> | undefined;
  return {
    health: () => (closing ? { state: "down", detail: "stopping" } : gateway.health),
    tell: (recipient, reply) => outbox.alert(recipient.thread ?? recipient.channel, { recipient, reply }),
    async send(user, reply) {
      try {
        await outbox.post(user, crypto.randomUUID(), () => mail.direct(user, reply));
        return true;
      } catch (error) {
        // An answer that was lost counts as sent: a secret twice is worse than the small chance of none.
        const { kind, reason } = failureOf(error);
        if (kind !== "unsure") warn(`a direct message could not be sent (${reason})`);
        return kind === "unsure";
      }
    },
    stop: () => (stopping ??= stop()),
  };
}
