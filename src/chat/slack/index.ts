import { randomBytes } from "node:crypto";
import type { App, Logger, webApi } from "@slack/bolt";
import type { Bot } from "#core/chat.ts";
import { Outbox } from "../outbox.ts";
import type { RunningChat } from "../running-chat.ts";
import { sendAlerts } from "./alerts.ts";
import type { Alert } from "../alert.ts";
import { checkSettings, identify, startProblem } from "./boot.ts";
import { botClient } from "./clients.ts";
import { connect } from "./connection.ts";
import { createEgress } from "./egress.ts";
import type { Egress } from "./egress.ts";
import { Forms } from "./forms.ts";
import { publishHome } from "./home.ts";
import { callerOf } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { failureOf } from "./api-errors.ts";
import { EDITS_PER_MINUTE, POST_INTERVAL_MS } from "./limits.ts";
import { listen } from "./listeners.ts";
import { boltLogger } from "./logger.ts";
import { Mail } from "./mail.ts";
import { Origins } from "./origins.ts";
import { Prefix } from "./prefix.ts";
import { Presses } from "./press.ts";
import { render } from "./render.ts";
import { newId, Requests } from "./requests.ts";
import { ResponseUrl } from "./response-url.ts";
import { loadSdk } from "./sdk.ts";
import type { Sdk } from "./sdk.ts";
import { SLACK_API_URL } from "./settings.ts";
import type { Log, SlackSettings } from "./settings.ts";
import { createSigner } from "./signature.ts";
import { UserGroups, withUserGroups } from "./user-groups.ts";

export type { SlackSettings } from "./settings.ts";

/** A connected Slack. `port` is what HTTP mode listens on. */
export interface RunningSlack extends RunningChat {
  readonly port: number | undefined;
}

export interface SlackOptions {
  readonly bot: Bot;
  readonly settings: SlackSettings;
  readonly log: Log;
  readonly now?: () => number;
}

const START_MS = 30_000;
const DRAIN_MS = 20_000;
/** A button is for what its card shows, and a day later that may be anything. */
const BUTTON_LIFE_MS = 24 * 3_600_000;
/** For calls without a limit of their own; the settings may say otherwise. */
const CALL_MS = 15_000;

/**
 * Connects to Slack and answers there. Throws a Problem "configuration" that names what to mend when a token, a scope or
 * the way to Slack is no good.
 */
export async function start(options: SlackOptions): Promise<RunningSlack> {
  const { settings } = options;
  const held = holding(options.log);
  const { log } = held;
  checkSettings(settings);
  const sdk = await loadSdk();
  const over = new AbortController();
  const apiUrl = settings.apiUrl ?? SLACK_API_URL;
  const egress = createEgress({ apiUrl, timeoutMs: settings.callMs ?? CALL_MS, signal: over.signal });
  const logger = boltLogger(log, sdk.bolt.LogLevel.WARN);
  const limit = setTimeout(() => over.abort(new Error("Slack did not answer in time")), settings.startMs ?? START_MS);
  try {
    const client = new sdk.bolt.webApi.WebClient(settings.botToken, botClient(apiUrl, egress, logger));
    const identity = await identify(client, settings, log);
    const running = await run({ ...options, log, sdk, client, identity, egress, logger, apiUrl, over });
    held.release();
    return running;
  } catch (error) {
    over.abort(error);
    throw startProblem(error, "SLACK_APP_TOKEN");
  } finally {
    clearTimeout(limit);
  }
}

/** A log that keeps what it is told until it is released: of a start that fails the Problem says all there is to say. */
function holding(log: Log): { readonly log: Log; release(): void } {
  let kept: Parameters<Log>[0][] | undefined = [];
  return {
    log: (entry) => (kept ? void kept.push(entry) : log(entry)),
    release() {
      for (const entry of kept ?? []) log(entry);
      kept = undefined;
    },
  };
}

interface Parts extends SlackOptions {
  readonly sdk: Sdk;
  readonly client: webApi.WebClient;
  readonly identity: Identity;
  readonly egress: Egress;
  readonly logger: Logger;
  readonly apiUrl: string;
  /** Aborted when everything is to end. */
  readonly over: AbortController;
}

async function run(parts: Parts): Promise<RunningSlack> {
  const { settings, log, sdk, client, identity, egress, logger, apiUrl, over, now = Date.now } = parts;
  const warn = (message: string) => log({ level: "warning", message: `Slack: ${message}` });
  const userGroups = new UserGroups({ client, ids: settings.userGroups ?? [], warn, now });
  const bot = withUserGroups(parts.bot, userGroups);
  const groups = [...new Set([...bot.commands.all.keys()].map((path) => path.split(" ")[0] ?? path))];
  const prefix = new Prefix(settings.commandsPrefix ?? "", groups);
  const nonce = () => randomBytes(9).toString("base64url");
  const signer = createSigner({ secret: settings.botToken, team: identity.team, now, nonce, lifeMs: BUTTON_LIFE_MS });
  const sign = (line: string) => signer.sign(line);
  const responseUrl = (url: unknown) =>
    typeof url === "string" && url !== "" ? new ResponseUrl(url, egress.fetch, now) : undefined;

  const outbox = new Outbox<Alert>({
    intervalMs: POST_INTERVAL_MS,
    editsPerMinute: EDITS_PER_MINUTE,
    alert: (channel, alerts, unlisted) => sendAlerts({ mail: () => mail, sign, log: warn }, channel, alerts, unlisted),
  });
  const mail = new Mail(client, outbox);
  const requests = new Requests(bot, { mail, log, prefix, sign, botName: identity.botName, newKey: newId });
  const home = (caller: ReturnType<typeof callerOf>, id: string) =>
    requests.begin(() => publishHome({ client, bot, requests, prefix, sign }, caller, id));
  const forms = new Forms({ bot, client, origins: new Origins(newId, now), prefix, responseUrl });
  const presses = new Presses({
    commands: bot.commands,
    requests,
    signer,
    responseUrl,
    now,
    onHomeChanged: (body) => home(callerOf(body, callerOf(body, "").user), newId()),
  });

  let closing = false;
  const app = createApp(sdk, identity, settings, logger);
  listen(app, {
    bot,
    identity,
    requests,
    presses,
    forms,
    prefix,
    responseUrl,
    log,
    publishHome: (body, user) => home({ ...callerOf(body, user), user }, newId()),
  });
  await userGroups.start();
  const connection = await connect({
    sdk,
    app,
    settings,
    identity,
    egress,
    logger,
    apiUrl,
    signal: over.signal,
    closed: () => (closing ? "The bot is restarting: try again in a minute." : undefined),
  });

  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    closing = true;
    userGroups[Symbol.dispose]();
    await requests.drain(settings.drainMs ?? DRAIN_MS);
    await connection.stop(() => over.abort(new Error("The bot has stopped")));
  }
  return {
    port: connection.port,
    health: () => (closing ? { state: "down", detail: "stopping" } : connection.health()),
    tell: (recipient, reply) => outbox.alert(recipient.channel, { recipient, reply }),
    async send(user, reply) {
      const message = render(reply, { sign });
      try {
        await outbox.post(user, newId(), () => mail.post({ channel: user, direct: true }, message));
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

/** Bolt with what we know already: no call of its own at start, no store, and its client is never used. */
function createApp(sdk: Sdk, identity: Identity, settings: SlackSettings, logger: Logger): App {
  const { botUser } = identity;
  return new sdk.bolt.App({
    authorize: async () => ({ botToken: settings.botToken, botUserId: botUser }),
    receiver: { init: () => undefined, start: async () => undefined, stop: async () => undefined },
    logger,
    convoStore: false,
    deferInitialization: true,
    extendedErrorHandler: false,
  });
}
