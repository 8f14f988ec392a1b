import { ComponentType, MessageFlags } from "discord.js";
import type { APIMessageTopLevelComponent } from "discord.js";

type Thing = Readonly<Record<string, unknown>>;

/**
 * A message as it came with a press, to be sent back with the pressed button switched off, or the choice taken out
 * of its menu, and a word of who pressed it. Undefined when it has something in it that we would not send back as it was.
 */
export function pressedCard(
  message: unknown,
  customId: string,
  note: string,
): readonly APIMessageTopLevelComponent[] | undefined {
  const { components, content, embeds = [], attachments = [], flags = 0 } = (message ?? {}) as Shown;
  if (!components) return undefined;
  const isPanel = (flags & MessageFlags.IsComponentsV2) !== 0;
  if (!isPanel && embeds.length + attachments.length > 0) return undefined;
  try {
    const text = isPanel ? "" : (content ?? "");
    const kept = components.map((component: Thing) => sendable(component, customId));
    return [...textOf(text), ...kept, ...textOf(note)] as unknown as APIMessageTopLevelComponent[];
  } catch (error) {
    if (error instanceof UnknownComponent) return undefined;
    throw error;
  }
}

/** A message as Discord shows it: a panel of components, or a text and embeds with rows of buttons. */
interface Shown {
  readonly flags?: number;
  readonly content?: string;
  readonly components?: readonly Thing[];
  readonly embeds?: readonly unknown[];
  readonly attachments?: readonly unknown[];
}

function textOf(content: string): readonly Thing[] {
  return content === "" ? [] : [{ type: ComponentType.TextDisplay, content }];
}

class UnknownComponent extends Error {}

/** What Discord shows of a component is more than it takes: files come with their address, and must go by their name. */
function sendable(component: Thing, pressed: string): Thing {
  const { type } = component;
  const keys = KEYS[Number(type)];
  if (!keys) throw new UnknownComponent();
  const kept: Record<string, unknown> = { type };
  for (const key of keys) if (component[key] !== undefined && component[key] !== null) kept[key] = component[key];
  const { components, custom_id, file, items } = kept;
  if (Array.isArray(components)) kept["components"] = components.map((child: Thing) => sendable(child, pressed));
  if (custom_id === pressed) kept["disabled"] = true;
  if (Array.isArray(kept["options"])) Object.assign(kept, withoutChoice(kept["options"] as readonly Thing[], pressed));
  if (file) kept["file"] = byName(file as Thing);
  if (Array.isArray(items)) {
    kept["items"] = items.map(({ media, description }: Thing) => ({
      media: byName(media as Thing),
      ...(typeof description === "string" && { description }),
    }));
  }
  return kept;
}

/** A menu must have something in it, so that one whose last choice was made is switched off. */
function withoutChoice(options: readonly Thing[], chosen: string): Thing {
  const left = options.filter(({ value }) => value !== chosen);
  return left.length > 0 ? { options: left } : { disabled: true };
}

const KEYS: Readonly<Record<number, readonly string[]>> = {
  [ComponentType.ActionRow]: ["components"],
  [ComponentType.Button]: ["style", "label", "custom_id", "url", "disabled"],
  [ComponentType.StringSelect]: ["custom_id", "options", "placeholder", "min_values", "max_values", "disabled"],
  [ComponentType.TextDisplay]: ["content"],
  [ComponentType.MediaGallery]: ["items"],
  [ComponentType.File]: ["file"],
  [ComponentType.Separator]: ["divider", "spacing"],
  [ComponentType.Container]: ["components", "accent_color"],
};

function byName({ url }: Thing): Thing {
  const text = String(url);
  if (text.startsWith("attachment://")) return { url: text };
  const name = URL.parse(text)?.pathname.split("/").at(-1);
  if (name === undefined) throw new UnknownComponent();
  return { url: `attachment://${decodeURIComponent(name)}` };
}
