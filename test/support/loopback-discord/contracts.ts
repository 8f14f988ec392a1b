import { autocompleteFaults } from "./rules/autocomplete.ts";
import { commandsFaults } from "./rules/commands.ts";
import { messageFaults } from "./rules/messages.ts";
import { modalFaults } from "./rules/modals.ts";
import type { Sent } from "./sent.ts";
import type { Thing } from "./state.ts";

/** What a call has to be for Discord to take it, and what its answer looks like. */
export interface Contract {
  readonly method: string;
  /** As Discord's specification has it. */
  readonly path: string;
  readonly query?: Readonly<Record<string, RegExp>>;
  /** Without it: no body. */
  readonly takes?: (sent: Sent) => Taken;
  /** As a form, beside the body. */
  readonly takesFiles?: boolean;
  readonly gives?: { readonly schema: string; readonly list?: boolean };
}

/** The schema of a body, and what it has to be beyond that. */
export interface Taken {
  readonly schema: string;
  readonly rules: (sent: Sent) => readonly string[];
}

/** No schema: nothing is of this kind. */
export const NONE = "";

const BOOLEAN = /^(?:true|false)$/;
const SNOWFLAKE = /^\d{1,20}$/;
const NOTHING = () => [];

const EDIT = {
  query: { thread_id: SNOWFLAKE, with_components: BOOLEAN },
  takesFiles: true,
  takes: () => ({ schema: "IncomingWebhookUpdateRequestPartial", rules: (sent: Sent) => messageFaults(sent, "edit") }),
  gives: { schema: "MessageResponse" },
} as const;
const COMMANDS = { schema: "ApplicationCommandUpdateRequest", rules: ({ json }: Sent) => commandsFaults(json) };
const COMMAND_LIST = { schema: "ApplicationCommandResponse", list: true } as const;

export const contracts: readonly Contract[] = [
  { method: "GET", path: "/gateway/bot", gives: { schema: "GatewayBotResponse" } },
  { method: "GET", path: "/applications/@me", gives: { schema: "PrivateApplicationResponse" } },
  {
    method: "GET",
    path: "/users/@me/guilds",
    query: { before: SNOWFLAKE, after: SNOWFLAKE, limit: /^\d+$/, with_counts: BOOLEAN },
    gives: { schema: "MyGuildResponse", list: true },
  },
  ...["/applications/{application_id}/commands", "/applications/{application_id}/guilds/{guild_id}/commands"].flatMap(
    (path): Contract[] => [
      { method: "GET", path, query: { with_localizations: BOOLEAN }, gives: COMMAND_LIST },
      { method: "PUT", path, takes: () => COMMANDS, gives: COMMAND_LIST },
    ],
  ),
  {
    method: "POST",
    path: "/interactions/{interaction_id}/{interaction_token}/callback",
    query: { with_response: BOOLEAN },
    takesFiles: true,
    takes: ({ json }) => callback((json as Thing)["type"]),
  },
  {
    method: "POST",
    path: "/webhooks/{webhook_id}/{webhook_token}",
    query: { wait: BOOLEAN, thread_id: SNOWFLAKE, with_components: BOOLEAN },
    takesFiles: true,
    takes: () => ({ schema: "IncomingWebhookRequestPartial", rules: (sent) => messageFaults(sent, "follow-up") }),
    gives: { schema: "MessageResponse" },
  },
  { method: "PATCH", path: "/webhooks/{webhook_id}/{webhook_token}/messages/@original", ...EDIT },
  { method: "PATCH", path: "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", ...EDIT },
  ...["@original", "{message_id}"].map((id) => ({
    method: "DELETE",
    path: `/webhooks/{webhook_id}/{webhook_token}/messages/${id}`,
    query: { thread_id: SNOWFLAKE },
  })),
  {
    method: "POST",
    path: "/channels/{channel_id}/messages",
    takesFiles: true,
    takes: () => ({ schema: "MessageCreateRequest", rules: (sent) => messageFaults(sent, "post") }),
    gives: { schema: "MessageResponse" },
  },
  {
    method: "POST",
    path: "/users/@me/channels",
    takes: () => ({ schema: "CreatePrivateChannelRequest", rules: NOTHING }),
    gives: { schema: "PrivateChannelResponse" },
  },
];

/** Every schema that is named above. */
export const schemas: readonly string[] = [
  ...new Set([
    ...contracts.flatMap(({ gives, takes }) => [gives?.schema, takes?.({ json: {}, files: [] }).schema]),
    ...[4, 6, 8, 9].map((type) => callback(type).schema),
  ]),
].filter((name) => name !== undefined && name !== NONE) as readonly string[];

/** What answers an interaction is one of several things, told apart by its type. */
function callback(type: unknown): Taken {
  switch (type) {
    case 4:
      return { schema: "CreateMessageInteractionCallbackRequest", rules: (sent) => messageFaults(data(sent), "reply") };
    case 5:
      return { schema: "CreateMessageInteractionCallbackRequest", rules: ({ json }) => deferFaults(json as Thing) };
    case 6:
      return { schema: "UpdateMessageInteractionCallbackRequest", rules: ({ json }) => updateFaults(json as Thing) };
    case 7:
      return { schema: "UpdateMessageInteractionCallbackRequest", rules: (sent) => messageFaults(data(sent), "edit") };
    case 8:
      return {
        schema: "ApplicationCommandAutocompleteCallbackRequest",
        rules: (sent) => autocompleteFaults(data(sent).json),
      };
    case 9:
      return { schema: "ModalInteractionCallbackRequest", rules: (sent) => modalFaults(data(sent).json) };
    default:
      return { schema: NONE, rules: NOTHING };
  }
}

function data(sent: Sent): Sent {
  return { ...sent, json: (sent.json as Thing)["data"] ?? {} };
}

const EPHEMERAL = 64;

/** Only who sees it can be said; how it is made comes with the edit. */
function deferFaults({ data = {} }: Thing): readonly string[] {
  const { flags = 0, ...rest } = (data ?? {}) as Thing;
  return [
    ...Object.keys(rest).map((key) => `/data/${key} says nothing in a promise of an answer`),
    ...((Number(flags) & ~EPHEMERAL) === 0 ? [] : [`/data/flags ${String(flags)}: only ${EPHEMERAL} may be set here`]),
  ];
}

function updateFaults({ data }: Thing): readonly string[] {
  return data === undefined || data === null ? [] : ["/data says nothing where nothing is changed yet"];
}
