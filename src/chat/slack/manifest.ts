import type { Command, Commands } from "#core/command.ts";
import { usageLine } from "#core/help.ts";
import { inGroup } from "../lines.ts";
import {
  MANIFEST_APP_DESCRIPTION_CHARACTERS,
  MANIFEST_COMMAND_CHARACTERS,
  MANIFEST_COMMANDS,
  MANIFEST_DESCRIPTION_CHARACTERS,
  MANIFEST_USAGE_CHARACTERS,
} from "./limits.ts";
import { mentionScope, scopes, userGroupScope } from "./scopes.ts";
import { events, shortcuts } from "./shortcuts.ts";
import { cut } from "./text.ts";

export interface ManifestOptions {
  /** `https://bot.example.com` for HTTP; without it the app uses Socket Mode. */
  readonly url?: string | undefined;
  readonly prefix?: string;
  /** Asks for the scope that mentions need. */
  readonly mentions?: boolean;
  /** Asks for the scope that roles of user groups need. */
  readonly groups?: boolean;
}

/** The app as Slack creates it from a manifest: its commands are ours, and it asks for no more than they need. */
export function manifestOf(
  commands: Commands,
  { url, prefix = "", mentions = false, groups: withGroups = false }: ManifestOptions = {},
) {
  const request_url = url === undefined ? undefined : `${url.replace(/\/+$/, "")}/slack/events`;
  const groups = [...new Set([...commands.all.keys()].map((path) => path.split(" ")[0] ?? path))];
  const slash_commands = groups.map((group) => slashCommand(commands, group, prefix, request_url));
  if (slash_commands.length > MANIFEST_COMMANDS) throw new Error(`Slack takes ${MANIFEST_COMMANDS} commands an app`);
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: "Longshore",
      description: cut("Starts databases and runs container operations from chat", MANIFEST_APP_DESCRIPTION_CHARACTERS),
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: "longshore", always_online: true },
      shortcuts: Object.values(shortcuts).map(({ callbackId, ...shortcut }) => ({
        ...shortcut,
        callback_id: callbackId,
      })),
      slash_commands,
    },
    oauth_config: {
      scopes: {
        bot: [...scopes, ...(mentions ? [mentionScope] : []), ...(withGroups ? [userGroupScope] : [])].map(
          ({ name }) => name,
        ),
      },
    },
    settings: {
      event_subscriptions: {
        ...(request_url !== undefined && { request_url }),
        bot_events: [events.home, ...(mentions ? [events.mention] : [])],
      },
      interactivity: {
        is_enabled: true,
        ...(request_url !== undefined && { request_url, message_menu_options_url: request_url }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: request_url === undefined,
      token_rotation_enabled: false,
    },
  };
}

function slashCommand(commands: Commands, group: string, prefix: string, url: string | undefined) {
  const members = inGroup(commands, group);
  const command = `/${prefix}${group}`;
  if (command.length > MANIFEST_COMMAND_CHARACTERS || !/^\/[a-z0-9_-]+$/.test(command)) {
    throw new Error(`Slack does not take ${command} as the name of a command`);
  }
  return {
    command,
    description: cut(describe(members), MANIFEST_DESCRIPTION_CHARACTERS),
    usage_hint: usage(group, members),
    // Names such as db.example.com would arrive as links otherwise.
    should_escape: false,
    ...(url !== undefined && { url }),
  };
}

type Members = readonly (readonly [path: string, command: Command])[];

function describe(members: Members): string {
  const [first] = members;
  return members.length === 1 && first ? first[1].summary : members.map(([, { summary }]) => summary).join(". ");
}

/** As many usages as there is room for, whole ones only. */
function usage(group: string, members: Members): string {
  const usages = members.map(([path, command]) => usageLine(path, command).slice(group.length + 2));
  let hint = "help";
  for (const next of usages) {
    const longer = `${hint} | ${next}`;
    if (longer.length > MANIFEST_USAGE_CHARACTERS) return hint;
    hint = longer;
  }
  return hint;
}
