import { APPLICATION, BOT_USER } from "./state.ts";
import type { Message, Thing, UploadedFile } from "./state.ts";

/** How Discord tells of things: with all that it fills in. */
export const application = {
  id: APPLICATION,
  name: "longshore",
  icon: null,
  description: "",
  type: null,
  verify_key: "00",
  flags: 0,
  flags_new: "0",
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  owner: shownUser("9000000000000000003", "owner"),
  approximate_guild_count: 1,
  approximate_user_install_count: 0,
  approximate_user_authorization_count: 0,
  explicit_content_filter: 0,
  team: null,
  eligible_oauth2_scopes: [],
};

export function shownUser(id: string, username: string): Thing {
  const shown = { id, username, discriminator: "0", avatar: null, global_name: username };
  return { ...shown, public_flags: 0, flags: 0, primary_guild: null };
}

export function shownGuild(id: string): Thing {
  return { id, name: "a server", icon: null, banner: null, owner: false, permissions: "0", features: [] };
}

export function shownChannel(id: string, user: string): Thing {
  return { id, type: 1, flags: 0, last_message_id: null, recipients: [shownUser(user, "somebody")] };
}

/** As it comes in an answer, and with a press of one of its buttons. */
export function shownMessage({ id, channel, flags, content, components, files }: Message): Thing {
  const numbered = new Numbers();
  return {
    id,
    channel_id: channel,
    type: 0,
    author: { ...shownUser(BOT_USER, "longshore"), bot: true },
    content,
    components: components.map((component) => shownComponent(component, channel, files, numbered)),
    flags,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: files.map((file, index) => ({
      id: String(index + 1),
      filename: file.name,
      size: file.bytes.length,
      ...addressOf(file.name, channel),
    })),
    embeds: [],
    pinned: false,
  };
}

class Numbers {
  #last = 0;
  next(): number {
    return ++this.#last;
  }
}

/** Every component has a number, and files an address. */
function shownComponent(component: Thing, channel: string, files: readonly UploadedFile[], ids: Numbers): Thing {
  const id = component["id"] ?? ids.next();
  const { components, accessory, file, items } = component as {
    components?: readonly Thing[];
    accessory?: Thing;
    file?: { url: string };
    items?: readonly { media: { url: string }; description?: string }[];
  };
  const show = (child: Thing) => shownComponent(child, channel, files, ids);
  const media = ({ url }: { url: string }) => {
    const name = url.replace("attachment://", "");
    return { id: "1", ...(name === url ? { url, proxy_url: url } : addressOf(name, channel)) };
  };
  const nameOf = (url: string) => url.replace("attachment://", "");
  return {
    ...component,
    id,
    ...FILLED[Number(component["type"])]?.(component),
    ...(components && { components: components.map(show) }),
    ...(accessory && { accessory: show(accessory) }),
    ...(file && {
      file: media(file),
      name: nameOf(file.url),
      size: files.find(({ name }) => name === nameOf(file.url))?.bytes.length ?? null,
    }),
    ...(items && {
      items: items.map((item) => ({ media: media(item.media), description: item.description ?? null, spoiler: false })),
    }),
  };
}

/** What Discord says of a component although nobody did. */
const FILLED: Readonly<Record<number, (component: Thing) => Thing>> = {
  3: ({ min_values = 1, max_values = 1 }) => ({ min_values, max_values }),
  13: ({ spoiler = false }) => ({ spoiler }),
  14: ({ divider = true, spacing = 1 }) => ({ divider, spacing }),
  17: ({ accent_color = null, spoiler = false }) => ({ accent_color, spoiler }),
};

function addressOf(name: string, channel: string): { readonly url: string; readonly proxy_url: string } {
  const path = `attachments/${channel}/1/${encodeURIComponent(name)}?ex=0&is=0&hm=0`;
  return { url: `https://cdn.discordapp.com/${path}`, proxy_url: `https://media.discordapp.net/${path}` };
}
