import { violationList } from "./violations.ts";

/** Anything that came as JSON. */
export type Thing = Readonly<Record<string, unknown>>;

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A message as it stands in a channel. */
export interface Message {
  readonly id: string;
  readonly channel: string;
  /** Who sees an ephemeral one. */
  readonly user?: string;
  flags: number;
  content: string;
  components: readonly Thing[];
  allowedMentions: Thing | undefined;
  files: readonly UploadedFile[];
  /** The bot "is thinking": promised by a defer, not said yet. */
  thinking: boolean;
  readonly states: { readonly text: string; readonly at: number }[];
  deleted?: boolean;
}

/** An interaction, and what was made of it so far. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly channel: string;
  readonly user: string;
  readonly sentAt: number;
  /** The message whose button was pressed. */
  readonly source?: Message;
  callback?: Thing;
  ackedAt?: number;
  original?: Message;
  expired?: boolean;
}

export const APPLICATION = "9000000000000000001";
export const BOT_USER = "9000000000000000002";
export const GUILD = "1000000000000000001";
export const CHANNEL = "2000000000000000001";
export const ANN = "3000000000000000001";
export const BOB = "3000000000000000002";
export const TOKEN = "OTAwMDAwMDAwMDAwMDAwMDAwMQ.loopback.bot-token-canary";

/** What Discord knows: commands, messages and interactions. */
export class Workspace {
  readonly messages: Message[] = [];
  readonly interactions: Interaction[] = [];
  /** By scope: "" is global, otherwise a guild. */
  readonly commands = new Map<string, readonly Thing[]>();
  /** Where the bot is a member. */
  readonly guilds: string[] = [GUILD];
  /** Channels where the bot may not write. */
  readonly foreign = new Set<string>();
  /** What Discord would have refused, and what nobody who is careful sends. */
  readonly violations = violationList();
  #next = 1;

  /** What the channels show, to everybody or to somebody alone. */
  visible(): readonly Message[] {
    return this.messages.filter(({ deleted, thinking }) => !deleted && !thinking);
  }

  add(message: { channel: string; user?: string; thinking?: boolean; flags?: number }): Message {
    const added: Message = {
      id: this.newId(),
      flags: 0,
      content: "",
      components: [],
      allowedMentions: undefined,
      files: [],
      thinking: false,
      states: [],
      ...message,
    };
    this.messages.push(added);
    return added;
  }

  /** What a body says replaces what the message had, as Discord does it. */
  write(message: Message, body: Thing, files: readonly UploadedFile[]): void {
    message.thinking = false;
    message.flags |= Number(body["flags"] ?? 0);
    if (body["content"] !== undefined) message.content = typeof body["content"] === "string" ? body["content"] : "";
    if (Array.isArray(body["components"])) message.components = body["components"] as Thing[];
    message.allowedMentions = body["allowed_mentions"] as Thing | undefined;
    if (body["attachments"] !== undefined) message.files = files;
    message.states.push({ text: textOf(message), at: Date.now() });
  }

  newId(): string {
    return String(5_000_000_000_000_000_000n + BigInt(this.#next++));
  }
}

/** All that can be read in a message. */
export function textOf({ content, components }: Pick<Message, "content" | "components">): string {
  const texts: string[] = content === "" ? [] : [content];
  const walk = (component: Thing): void => {
    if (typeof component["content"] === "string") texts.push(component["content"]);
    if (typeof component["label"] === "string") texts.push(`[${component["label"]}]`);
    for (const key of ["components", "options"]) {
      if (Array.isArray(component[key])) (component[key] as Thing[]).forEach(walk);
    }
  };
  components.forEach(walk);
  return texts.join("\n");
}

/** Everything that can be pressed, menus' choices included, by what stands on it. */
export function buttonsOf(
  components: readonly Thing[],
): readonly { label: string; customId: string; disabled: boolean; menu?: string }[] {
  return components.flatMap((component) => {
    const { type, custom_id, label, disabled = false, options } = component;
    if (type === 2) return [{ label: String(label), customId: String(custom_id), disabled: disabled === true }];
    if (type === 3) {
      return (options as Thing[]).map((option) => ({
        label: String(option["label"]),
        customId: String(option["value"]),
        disabled: disabled === true,
        menu: String(custom_id),
      }));
    }
    return buttonsOf((component["components"] ?? []) as readonly Thing[]);
  });
}
