import type { LoopbackDiscord } from "./server.ts";
import { shownMessage } from "./shown.ts";
import { ANN, APPLICATION, buttonsOf, CHANNEL, GUILD } from "./state.ts";
import type { Interaction, Message, Thing } from "./state.ts";

export interface PersonOptions {
  readonly user?: string;
  readonly name?: string;
  /** Undefined: in a direct message. */
  readonly guild?: string | undefined;
  readonly channel?: string;
  readonly roles?: readonly string[];
  readonly locale?: string;
}

/** A file as a submitted form tells of it. */
export interface Upload {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly url: string;
}

/** Somebody who uses Discord: what they do arrives over the gateway as Discord would send it. */
export class Person {
  readonly discord: LoopbackDiscord;
  readonly user: string;
  readonly #options: {
    readonly name: string;
    readonly guild: string | undefined;
    readonly channel: string;
    readonly roles: readonly string[];
    readonly locale: string;
  };

  constructor(discord: LoopbackDiscord, { user = ANN, ...options }: PersonOptions = {}) {
    this.discord = discord;
    this.user = user;
    this.#options = { name: "ann", guild: GUILD, channel: CHANNEL, roles: [], locale: "en-US", ...options };
  }

  /** Chooses a command, with options as they are typed into the client; their types come from what the bot registered. */
  command(path: string, values: Readonly<Record<string, unknown>> = {}, more: Thing = {}): Interaction {
    return this.interact({ type: 2, data: this.#data(path, values) }, more);
  }

  /** Types into an option. */
  search(path: string, values: Readonly<Record<string, unknown>>, focused: string, more: Thing = {}): Interaction {
    return this.interact({ type: 4, data: this.#data(path, values, focused) }, more);
  }

  /** Presses the button, or chooses in a menu what has this label. */
  press(message: Message, label: string, more: Thing = {}): Interaction {
    const buttons = buttonsOf(message.components);
    const button = buttons.find((found) => found.label === label);
    if (!button) throw new Error(`There is no button ${label} among ${buttons.map((one) => one.label).join(", ")}`);
    const data =
      button.menu === undefined
        ? { component_type: 2, custom_id: button.customId, id: 1 }
        : { component_type: 3, custom_id: button.menu, values: [button.customId], id: 1 };
    return this.#withMessage(message, data, more);
  }

  /** Presses something with this id, there or not. */
  pressId(message: Message, custom_id: string): Interaction {
    return this.#withMessage(message, { component_type: 2, custom_id, id: 1 }, {});
  }

  #withMessage(message: Message, data: Thing, more: Thing): Interaction {
    return this.interact({ type: 3, data, message: shownMessage(message) }, more, message);
  }

  /** Fills in the form that was opened. */
  submit(
    form: Thing,
    values: Readonly<Record<string, string>>,
    more: Thing = {},
    uploads: Readonly<Record<string, readonly Upload[]>> = {},
  ): Interaction {
    const components = (form["components"] as readonly Thing[]).map((label) => {
      const field = label["component"] as Thing;
      const value = values[String(label["label"])] ?? "";
      const files = uploads[String(label["label"])] ?? [];
      const isMenu = field["type"] === 3;
      const isUpload = field["type"] === 19;
      const chosen = isUpload ? files.map(({ id }) => id) : value === "" ? [] : [value];
      return {
        type: 18,
        id: 1,
        component: {
          type: field["type"],
          id: 2,
          custom_id: field["custom_id"],
          ...(isMenu || isUpload ? { values: chosen } : { value }),
        },
      };
    });
    const all = Object.values(uploads).flat();
    const attachments = Object.fromEntries(all.map((upload) => [upload.id, upload]));
    const resolved = all.length > 0 ? { resolved: { attachments } } : {};
    return this.interact({ type: 5, data: { custom_id: form["custom_id"], components, ...resolved } }, more);
  }

  /** Any interaction, with what all of them have. */
  interact(what: Thing, more: Thing = {}, source?: Message): Interaction {
    const { workspace, gateway } = this.discord;
    const { name, guild, channel, roles, locale } = this.#options;
    const id = workspace.newId();
    const interaction: Interaction = {
      id,
      token: `interaction-token-canary-${id}`,
      channel: source?.channel ?? channel,
      user: this.user,
      sentAt: Date.now(),
      ...(source && { source }),
    };
    workspace.interactions.push(interaction);
    const user = { id: this.user, username: name, global_name: name, discriminator: "0", avatar: null };
    const member = { user, roles, permissions: "0", joined_at: "2026-01-01T00:00:00Z", flags: 0, nick: null };
    gateway.dispatch("INTERACTION_CREATE", {
      id,
      application_id: APPLICATION,
      token: interaction.token,
      version: 1,
      channel_id: interaction.channel,
      channel: { id: interaction.channel, type: 0 },
      ...(guild === undefined ? { user } : { guild_id: guild, member, guild_locale: "en-US" }),
      app_permissions: "0",
      locale,
      entitlements: [],
      authorizing_integration_owners: { 0: guild ?? "0" },
      context: guild === undefined ? 1 : 0,
      attachment_size_limit: 10 * 1_024 * 1_024,
      ...what,
      ...more,
    });
    return interaction;
  }

  #data(path: string, values: Readonly<Record<string, unknown>>, focused?: string): Thing {
    const [first = "", ...rest] = path.split(" ");
    const { commands } = this.discord.workspace;
    const known = (commands.get(this.#options.guild ?? "") ?? commands.get("") ?? []).find(
      ({ name }) => name === first,
    );
    const options = optionsOf(known, rest, values, focused);
    return {
      id: typeof known?.["id"] === "string" ? known["id"] : "1",
      name: first,
      type: 1,
      ...(options.length > 0 && { options }),
    };
  }
}

/** Subcommands nest; what is typed stands innermost. */
function optionsOf(
  level: Thing | undefined,
  [next, ...rest]: readonly string[],
  values: Readonly<Record<string, unknown>>,
  focused: string | undefined,
): readonly Thing[] {
  const known = (level?.["options"] ?? []) as readonly Thing[];
  const found = known.find(({ name }) => name === next);
  if (next !== undefined) {
    return [{ name: next, type: found?.["type"] ?? 1, options: optionsOf(found, rest, values, focused) }];
  }
  return Object.entries(values).map(([name, value]) => ({
    name,
    type: known.find((option) => option["name"] === name)?.["type"] ?? typeOf(value),
    value,
    ...(focused === name && { focused: true }),
  }));
}

function typeOf(value: unknown): number {
  return typeof value === "boolean" ? 5 : typeof value === "number" ? 4 : 3;
}
