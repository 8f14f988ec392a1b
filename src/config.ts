import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { config as readDotenv } from "dotenv";
import { z } from "zod";
import type { DiscordSettings } from "#chat/discord/settings.ts";
import type { SlackSettings } from "#chat/slack/settings.ts";
import { isImageReference } from "#core/docker-run/grammar/images.ts";
import type { Grants, Policy } from "#core/policy.ts";
import { memory } from "#core/units.ts";
import { together } from "#leases/spares/demand.ts";
import type { SpareRules } from "#leases/spares/keep.ts";
import { Problem } from "#core/problem.ts";
import { grant } from "#policy/grant.ts";
import { policyOf } from "#policy/policy.ts";
import { readSettings } from "#policy/read.ts";
import { spare } from "#policy/spare.ts";
import type { Settings } from "#policy/settings.ts";
import { discordSettings } from "./discord-settings.ts";
import { hostSettings, readHostEntry } from "./host-settings.ts";
import type { HostEntry, HostSettings } from "./host-settings.ts";
import { slackSettings } from "./slack-settings.ts";

export interface Config {
  readonly dataDirectory: string;
  readonly key: Uint8Array | undefined;
  readonly hosts: readonly HostSettings[];
  readonly policy: Policy;
  /** Servers to make before anybody asks, by host. */
  readonly spares: { readonly rules: SpareRules; readonly hosts: readonly string[] };
  /** What baked images may take of each host's disk; 0: none are made. */
  readonly bakedBytes: number;
  /** Images that every host is to have: `KIND[:VERSION]` of a database, or a reference. */
  readonly prePull: readonly string[];
  /** What longshore.yaml says beside the policy: times, quotas, approval. */
  readonly settings: Settings;
  /** Undefined: not configured. */
  readonly slack: SlackSettings | undefined;
  /** Undefined: not configured. */
  readonly discord: DiscordSettings | undefined;
  readonly healthPort: number | undefined;
  readonly color: "auto" | "always" | "never";
  /** What host kinds may know of the machine. */
  readonly environment: {
    readonly platform: NodeJS.Platform;
    readonly home: string;
    readonly variables: Readonly<Record<string, string | undefined>>;
  };
}

/** Every variable the bot reads, as the settings file documents them; a test compares the two. */
const variables = z.object({
  DATA_DIR: z.string().min(1).default("data"),
  LONGSHORE_KEY: z
    .string()
    .optional()
    .transform((text, context) => {
      const key = text === undefined ? undefined : Buffer.from(text, "base64");
      if (!key || key.length === 32) return key;
      context.addIssue("expected 32 bytes in base64, as `openssl rand -base64 32` prints them");
      return z.NEVER;
    }),
  HOSTS: z
    .string()
    .default("local=docker")
    .transform((text, context) => {
      const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
      return entries.flatMap((entry) => {
        const settings = readHostEntry(entry);
        if (typeof settings !== "string") return [settings];
        context.addIssue(settings);
        return [];
      });
    })
    .refine((hosts) => hosts.length > 0, "expected at least one host, such as local=docker")
    .refine((hosts) => new Set(hosts.map((host) => host.name)).size === hosts.length, "two hosts have the same name"),
  LONGSHORE_YAML: z.string().optional(),
  SPARES: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ""))
    .pipe(z.array(spare)),
  BAKED: z
    .union([z.literal("off").transform(() => 0), memory], "expected off, or how much of the disk, such as 4g")
    .default(4 * 2 ** 30),
  PRE_PULL: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ""))
    .pipe(
      z.array(z.string().refine(isImageReference, "expected a database or an image, such as postgres or nginx:1.29")),
    ),
  ADMINS: grantList(),
  OPERATORS: grantList(),
  VIEWERS: grantList(),
  SLACK_BOT_TOKEN: token("xoxb-"),
  SLACK_APP_TOKEN: token("xapp-"),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_HTTP_PORT: portNumber(),
  SLACK_HTTP_HOST: z.string().optional(),
  SLACK_API_URL: z.url("expected a URL such as https://slack.com/api/").optional(),
  SLACK_COMMANDS_PREFIX: z
    .string()
    .regex(/^[a-z0-9_-]{1,16}$/, "expected up to 16 of the letters a-z, digits, - and _")
    .optional(),
  DISCORD_TOKEN: z
    .string()
    .regex(/^[\w.-]{20,}$/, "expected the bot token of the application's Bot page, without blanks")
    .optional(),
  DISCORD_GUILD_IDS: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ""))
    .pipe(z.array(z.string().regex(/^\d{15,20}$/, "expected ids of servers, 15 to 20 digits each"))),
  DISCORD_API_URL: z.url("expected a URL such as https://discord.com/api").optional(),
  HEALTH_PORT: portNumber(),
  NO_COLOR: z.string().optional(),
  FORCE_COLOR: z.string().optional(),
});

/** Their values are not shown when they are wrong. */
const secrets = new Set([
  "LONGSHORE_KEY",
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "DISCORD_TOKEN",
]);

export const variableNames = Object.keys(variables.shape);

/**
 * Reads the settings from the environment and from the `.env` file of this folder; the environment wins.
 * Throws a Problem "configuration" that names every variable that is wrong, its value and what was expected.
 */
export function loadConfig(): Config {
  const environment: Record<string, string> = {};
  const { error } = readDotenv({ quiet: true, processEnv: environment });
  if (error && (error as NodeJS.ErrnoException).code !== "ENOENT") {
    throw new Problem("configuration", `The file .env cannot be read: ${error.message}.`, {
      hint: "Make it readable for the user the bot runs as, or remove it.",
      cause: error,
    });
  }
  // The file's place is a setting only so that one can be kept elsewhere.
  return readConfig({ LONGSHORE_YAML: "longshore.yaml", ...environment, ...process.env });
}

/** `loadConfig` of these variables alone; reads longshore.yaml only where LONGSHORE_YAML says that there is one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // An empty line in .env means "not set".
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const { data, error } = variables.safeParse(set);
  if (error) {
    const lines = error.issues.map(({ path: [name], message }) => {
      const value = secrets.has(String(name)) ? "[redacted]" : JSON.stringify(set[String(name)]);
      return `${String(name)}=${value}: ${message}`;
    });
    throw new Problem("configuration", `Settings are wrong. ${lines.join(". ")}.`, {
      hint: "Correct them in .env or in the environment; .env.example explains each.",
    });
  }
  const settings = data.LONGSHORE_YAML === undefined ? {} : readSettings(resolve(data.LONGSHORE_YAML));
  checkChannels(settings, data.HOSTS);
  const slack = slackSettings(data);
  if (typeof slack === "string") {
    throw new Problem("configuration", `Settings are wrong. ${slack}.`, {
      hint: "docs/slack.md tells where each is found.",
    });
  }
  return {
    slack,
    discord: discordSettings(data),
    healthPort: data.HEALTH_PORT,
    dataDirectory: resolve(data.DATA_DIR),
    key: data.LONGSHORE_KEY,
    hosts: data.HOSTS.map((entry) => hostSettings(entry, settings.hosts?.[entry.name])),
    policy: policyOf(settings, grantsOf(data)),
    spares: sparesOf(data, settings),
    bakedBytes: data.BAKED,
    prePull: data.PRE_PULL,
    settings,
    color: data.NO_COLOR === undefined ? (data.FORCE_COLOR === undefined ? "auto" : "always") : "never",
    environment: { platform: process.platform, home: homedir(), variables: environment },
  };
}

/** A channel whose host does not exist could do nothing at all. */
function checkChannels({ channels = {} }: Settings, hosts: readonly HostEntry[]): void {
  const names = hosts.map(({ name }) => name);
  const [wrong] = Object.entries(channels).filter(([, { host }]) => !names.includes(host));
  if (!wrong) return;
  const [channel, { host }] = wrong;
  throw new Problem("configuration", `longshore.yaml: channels.${channel}.host: there is no host ${host}.`, {
    hint: `HOSTS has ${names.join(", ")}.`,
  });
}

const SPARES_MEMORY_BYTES = 2 * 2 ** 30;

function sparesOf({ SPARES, HOSTS }: z.output<typeof variables>, { spares = {} }: Settings): Config["spares"] {
  const { wanted = [], adaptive = false, memory: budgetBytes = SPARES_MEMORY_BYTES, hosts } = spares;
  return {
    rules: { wanted: together(wanted, SPARES), adaptive, budgetBytes },
    hosts: hosts ?? HOSTS.slice(0, 1).map(({ name }) => name),
  };
}

/** Whoever runs the program holds the key and the ledger: there is nothing a rule could keep from them. */
const TERMINAL = "terminal:*";

function grantsOf({ ADMINS, OPERATORS, VIEWERS }: z.output<typeof variables>): Grants {
  return { admin: [TERMINAL, ...ADMINS], operator: OPERATORS, viewer: VIEWERS };
}

function token(prefix: string) {
  return z.string().startsWith(prefix, `expected a token that begins with ${prefix}`).optional();
}

function portNumber() {
  return z
    .string()
    .optional()
    .transform((text, context) => {
      const port = text === undefined ? undefined : Number(text);
      if (port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65_535)) return port;
      context.addIssue("expected a port from 1 to 65535");
      return z.NEVER;
    });
}

function grantList() {
  return z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ""))
    .pipe(z.array(grant));
}

/** Where things are kept below DATA_DIR. */
export function paths({ dataDirectory }: Pick<Config, "dataDirectory">) {
  return {
    ledger: join(dataDirectory, "longshore.sqlite"),
    key: join(dataDirectory, "key"),
    history: join(dataDirectory, "history"),
    /** Held by the bot that looks after this directory. */
    lock: join(dataDirectory, "lock"),
    /** A locked file for each process that works here. */
    workers: join(dataDirectory, "workers"),
    /** Every row of the audit as a JSON line, for a log shipper. */
    audit: join(dataDirectory, "audit.jsonl"),
  };
}
