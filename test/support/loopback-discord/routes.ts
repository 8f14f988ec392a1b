import type { Body } from "./body.ts";
import { application, shownChannel, shownGuild, shownMessage } from "./shown.ts";
import { APPLICATION } from "./state.ts";
import type { Interaction, Message, Thing, Workspace } from "./state.ts";

export interface Asked extends Body {
  readonly workspace: Workspace;
  /** What the path had in the places of the pattern. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

type Route = readonly [method: string, path: RegExp, auth: boolean, answer: (asked: Asked) => Answer];

const EPHEMERAL = 64;

/** The calls the bot makes, as Discord answers them. */
export const routes: readonly Route[] = [
  ["GET", /^\/applications\/@me$/, true, () => ok(application)],
  ["GET", /^\/users\/@me\/guilds$/, true, ({ workspace }) => ok(workspace.guilds.map(shownGuild))],
  ["GET", /^\/applications\/(\d+)\/commands$/, true, ({ workspace }) => ok(workspace.commands.get("") ?? [])],
  [
    "GET",
    /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/,
    true,
    ({ workspace, ids }) => ok(workspace.commands.get(ids[1] ?? "") ?? []),
  ],
  ["PUT", /^\/applications\/(\d+)\/commands$/, true, (asked) => register(asked, "")],
  ["PUT", /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/, true, (asked) => register(asked, asked.ids[1] ?? "")],
  ["POST", /^\/interactions\/(\d+)\/([^/]+)\/callback$/, false, callback],
  ["PATCH", /^\/webhooks\/(\d+)\/([^/]+)\/messages\/([^/]+)$/, false, edit],
  ["DELETE", /^\/webhooks\/(\d+)\/([^/]+)\/messages\/([^/]+)$/, false, remove],
  ["POST", /^\/webhooks\/(\d+)\/([^/]+)$/, false, follow],
  ["POST", /^\/channels\/(\d+)\/messages$/, true, post],
  ["POST", /^\/users\/@me\/channels$/, true, direct],
];

function register({ workspace, json }: Asked, scope: string): Answer {
  const wanted = json as unknown as readonly Thing[];
  // A command is the same one by its id, or by its kind and name; what people set about it stays with it.
  const idOf = ({ id, name, type = 1 }: Thing) =>
    id ?? workspace.commands.get(scope)?.find((one) => one["name"] === name && one["type"] === type)?.["id"];
  const written = wanted.map((command, index) => ({
    // What Discord adds, and how it fills what was left out.
    integration_types: [0],
    contexts: null,
    default_member_permissions: null,
    nsfw: false,
    description: "",
    ...command,
    id: idOf(command) ?? workspace.newId(),
    application_id: APPLICATION,
    version: String(index + 1),
    type: command["type"] ?? 1,
    ...(scope !== "" && { guild_id: scope, contexts: undefined, integration_types: undefined }),
  }));
  workspace.commands.set(scope, JSON.parse(JSON.stringify(written)) as Thing[]);
  return ok(workspace.commands.get(scope));
}

function callback({ workspace, ids, json, files }: Asked): Answer {
  const found = workspace.interactions.find(({ id, token }) => id === ids[0] && token === ids[1]);
  if (!found) return no(404, 10_062, "Unknown interaction");
  if (found.callback) return no(400, 40_060, "Interaction has already been acknowledged.");
  found.callback = json;
  found.ackedAt = Date.now();
  const data = (json["data"] ?? {}) as Thing;
  const isPrivate = (Number(data["flags"] ?? 0) & EPHEMERAL) !== 0;
  const { channel, user, source } = found;
  const type = Number(json["type"]);
  if (type === 4 || type === 5) {
    found.original = workspace.add({ channel, ...(isPrivate && { user, flags: EPHEMERAL }), thinking: type === 5 });
    if (type === 4) workspace.write(found.original, data, files);
  }
  if (type === 6 || type === 7) {
    if (!source) return no(400, 50_035, "Invalid Form Body");
    found.original = source;
    if (type === 7) workspace.write(source, data, files);
  }
  return { status: 204 };
}

function interactionOf({ workspace, ids }: Asked): Interaction | Answer {
  const found = workspace.interactions.find(({ token }) => token === ids[1]);
  if (ids[0] !== APPLICATION || !found) return no(404, 10_015, "Unknown Webhook");
  if (found.expired) return no(401, 50_027, "Invalid Webhook Token");
  if (!found.callback) return no(404, 10_015, "Unknown Webhook");
  return found;
}

function messageOf(asked: Asked, { original }: Interaction): Message | undefined {
  const id = decodeURIComponent(asked.ids[2] ?? "");
  const found = id === "@original" ? original : asked.workspace.messages.find((message) => message.id === id);
  return found?.deleted ? undefined : found;
}

function edit(asked: Asked): Answer {
  const found = interactionOf(asked);
  if ("status" in found) return found;
  const message = messageOf(asked, found);
  if (!message) return no(404, 10_008, "Unknown Message");
  asked.workspace.write(message, asked.json, asked.files);
  return ok(shownMessage(message));
}

function remove(asked: Asked): Answer {
  const found = interactionOf(asked);
  if ("status" in found) return found;
  const message = messageOf(asked, found);
  if (!message) return no(404, 10_008, "Unknown Message");
  message.deleted = true;
  return { status: 204 };
}

/** The message that such a call changes. */
export function changedBy(workspace: Workspace, path: string): Message | undefined {
  const [, id, token] = /^\/interactions\/(\d+)\/([^/]+)\/callback$/.exec(path) ?? [];
  if (id !== undefined) return workspace.interactions.find((one) => one.id === id && one.token === token)?.source;
  const [, hook, message] = /^\/webhooks\/\d+\/([^/]+)\/messages\/([^/]+)$/.exec(path) ?? [];
  const found = workspace.interactions.find((one) => one.token === hook);
  return message === "@original" ? found?.original : workspace.messages.find((one) => one.id === message);
}

/** The first one after a defer takes the place of what was promised, seen by whoever that was promised to. */
function follow(asked: Asked): Answer {
  const { workspace, json, files } = asked;
  const found = interactionOf(asked);
  if ("status" in found) return found;
  const { original, channel, user } = found;
  if (original?.thinking && !original.deleted) {
    workspace.write(original, json, files);
    return ok(shownMessage(original));
  }
  const isPrivate = (Number(json["flags"] ?? 0) & EPHEMERAL) !== 0;
  const message = workspace.add({ channel, ...(isPrivate && { user, flags: EPHEMERAL }) });
  workspace.write(message, json, files);
  return ok(shownMessage(message));
}

function post({ workspace, ids: [channel = ""], json, files }: Asked): Answer {
  if (workspace.foreign.has(channel)) return no(403, 50_001, "Missing Access");
  const message = workspace.add({ channel });
  workspace.write(message, json, files);
  return ok(shownMessage(message));
}

function direct({ json }: Asked): Answer {
  const user = String(json["recipient_id"]);
  return ok(shownChannel(`77${user}`, user));
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function no(status: number, code: number, message: string): Answer {
  return { status, body: { code, message } };
}
