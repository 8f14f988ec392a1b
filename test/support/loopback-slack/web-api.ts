import { faultsOfMessage, faultsOfView } from "./validate.ts";
import type { Thing } from "./validate.ts";

/** A message as it stands in a channel. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  /** Who sees an ephemeral one. */
  readonly user?: string;
  readonly thread?: string | undefined;
  text: string;
  blocks: readonly Thing[];
  readonly states: { readonly text: string; readonly at: number }[];
  deleted?: boolean;
}

export interface UploadedFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  bytes?: Uint8Array;
  channel?: string;
  thread?: string | undefined;
}

export const TEAM = "T0001";
export const APP = "A0001";
const BOT_USER = "U0BOT";
export const BOT_TOKEN = "xoxb-1-loopback";
export const APP_TOKEN = `xapp-1-${APP}-1-loopback`;

/** What Slack knows: messages, files, views, and in which channels the bot is. */
export class Workspace {
  readonly messages: Message[] = [];
  readonly files: UploadedFile[] = [];
  readonly views: Thing[] = [];
  readonly homes = new Map<string, Thing>();
  /** Channels where the bot is no member. */
  readonly foreign = new Set<string>();
  /** User groups, with who is in them. */
  readonly userGroups = new Map<string, readonly string[]>();
  /** What Slack would have refused. */
  readonly violations: string[] = [];
  /** What the app was given. Undefined: Slack does not say, and refuses nothing. */
  scopes: readonly string[] | undefined = ["commands", "chat:write", "files:write"];
  #next = 1;

  /** What the channel shows, the bot's edits and deletions applied. */
  visible(channel?: string): readonly Message[] {
    return this.messages.filter(
      (message) => !message.deleted && (channel === undefined || message.channel === channel),
    );
  }

  add(message: {
    channel: string;
    user?: string;
    thread?: string | undefined;
    text: string;
    blocks: readonly Thing[];
  }): Message {
    const added: Message = { ...message, ts: this.newId("1700000000."), states: [] };
    added.states.push({ text: added.text, at: Date.now() });
    this.messages.push(added);
    return added;
  }

  edit(message: Message, text: string, blocks: readonly Thing[]): void {
    message.text = text;
    message.blocks = blocks;
    message.states.push({ text, at: Date.now() });
  }

  /** Notes what is wrong and says whether Slack would take it. */
  accepts(where: string, faults: readonly string[]): boolean {
    this.violations.push(...faults.map((fault) => `${where}: ${fault}`));
    return faults.length === 0;
  }

  newId(prefix: string): string {
    return `${prefix}${String(this.#next++).padStart(6, "0")}`;
  }
}

type Method = (workspace: Workspace, args: Thing, origin: string) => Thing;

/** The methods the bot uses, as Slack answers them. */
export const methods: Readonly<Record<string, Method>> = {
  "auth.test": () => ({
    ok: true,
    team_id: TEAM,
    user_id: BOT_USER,
    user: "longshore",
    bot_id: "B0001",
    url: "https://x.slack.com/",
  }),

  "usergroups.users.list"({ userGroups }, args) {
    const users = userGroups.get(String(args["usergroup"]));
    return users ? { ok: true, users } : { ok: false, error: "no_such_subteam" };
  },

  "chat.postMessage"(workspace, args) {
    const channel = String(args["channel"]);
    if (workspace.foreign.has(channel)) return { ok: false, error: "not_in_channel" };
    const message = messageOf(args);
    if (!workspace.accepts("chat.postMessage", faultsOfMessage(message))) return { ok: false, error: "invalid_blocks" };
    // A user's id opens the conversation with the bot.
    const added = workspace.add({ ...message, channel: channel.replace(/^U/, "D"), thread: textOf(args["thread_ts"]) });
    return { ok: true, channel: added.channel, ts: added.ts };
  },

  "chat.postEphemeral"(workspace, args) {
    const channel = String(args["channel"]);
    if (workspace.foreign.has(channel)) return { ok: false, error: "not_in_channel" };
    const message = messageOf(args);
    if (!workspace.accepts("chat.postEphemeral", faultsOfMessage(message)))
      return { ok: false, error: "invalid_blocks" };
    const added = workspace.add({ ...message, channel, user: String(args["user"]), thread: textOf(args["thread_ts"]) });
    return { ok: true, message_ts: added.ts };
  },

  "chat.update"(workspace, args) {
    const found = workspace.messages.find(({ ts, channel }) => ts === args["ts"] && channel === args["channel"]);
    if (!found || found.user !== undefined) return { ok: false, error: "message_not_found" };
    const { text, blocks } = messageOf(args);
    if (!workspace.accepts("chat.update", faultsOfMessage({ text, blocks })))
      return { ok: false, error: "invalid_blocks" };
    workspace.edit(found, text, blocks);
    return { ok: true, channel: found.channel, ts: found.ts };
  },

  "views.open": (workspace, args) => openView(workspace, args, "views.open"),
  "views.update": (workspace, args) => openView(workspace, args, "views.update"),

  "views.publish"(workspace, args) {
    const view = parsed(args["view"]) as Thing;
    if (!workspace.accepts("views.publish", faultsOfView(view))) return { ok: false, error: "invalid_arguments" };
    workspace.homes.set(String(args["user_id"]), view);
    return { ok: true };
  },

  "files.getUploadURLExternal"(workspace, args, origin) {
    const length = Number(args["length"]);
    if (length === 0) return { ok: false, error: "missing_argument" };
    const file: UploadedFile = { id: workspace.newId("F"), name: String(args["filename"]), length };
    workspace.files.push(file);
    return { ok: true, upload_url: `${origin}/upload/${file.id}`, file_id: file.id };
  },

  "files.completeUploadExternal"(workspace, args) {
    const ids = (parsed(args["files"]) as readonly Thing[]).map(({ id }) => id);
    const done = workspace.files.filter(({ id, bytes }) => ids.includes(id) && bytes);
    if (done.length !== ids.length) return { ok: false, error: "file_not_found" };
    const channel = textOf(args["channel_id"]);
    if (channel !== undefined && workspace.foreign.has(channel)) return { ok: false, error: "not_in_channel" };
    for (const file of done) Object.assign(file, { channel, thread: textOf(args["thread_ts"]) });
    return { ok: true, files: done.map(({ id, name }) => ({ id, title: name })) };
  },
};

function openView(workspace: Workspace, args: Thing, method: string): Thing {
  const view = parsed(args["view"]) as Thing;
  if (!workspace.accepts(method, faultsOfView(view))) return { ok: false, error: "invalid_arguments" };
  const id = textOf(args["view_id"]) ?? workspace.newId("V");
  const opened = { ...view, id, hash: workspace.newId("h"), team_id: TEAM };
  workspace.views.push(opened);
  return { ok: true, view: opened };
}

function messageOf(args: Thing): { text: string; blocks: readonly Thing[] } {
  return { text: textOf(args["text"]) ?? "", blocks: (parsed(args["blocks"]) ?? []) as readonly Thing[] };
}

/** In a form, what is no string is JSON. */
function parsed(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : value;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
