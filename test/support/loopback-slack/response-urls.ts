import { faultsOfMessage } from "./validate.ts";
import type { Thing } from "./validate.ts";
import type { Message, Workspace } from "./web-api.ts";

/** What a response_url belongs to. */
interface Hook {
  readonly channel: string;
  readonly user: string;
  /** The message whose button was pressed. */
  readonly source: Message | undefined;
  /** What this URL posted last. */
  last?: Message;
  left: number;
  readonly until: number;
}

/** Five posts within half an hour, replace_original and delete_original as Slack does them. */
export class ResponseUrls {
  readonly #workspace: Workspace;
  readonly #hooks = new Map<string, Hook>();
  readonly posts: { readonly id: string; readonly body: Thing }[] = [];

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The path of a new one. */
  create(channel: string, user: string, source?: Message): string {
    const id = this.#workspace.newId("hook");
    this.#hooks.set(id, { channel, user, source, left: 5, until: Date.now() + 30 * 60_000 });
    return `/hooks/${id}`;
  }

  post(path: string, body: Thing): { readonly status: number; readonly body: string } {
    const id = path.replace(/^\/hooks\//, "");
    const hook = this.#hooks.get(id);
    this.posts.push({ id, body });
    if (!hook || hook.left <= 0 || Date.now() > hook.until) return { status: 404, body: "expired_url" };
    hook.left -= 1;
    if (body["delete_original"] === true) {
      const gone = hook.last ?? hook.source;
      if (gone) gone.deleted = true;
      return { status: 200, body: "ok" };
    }
    if (!this.#workspace.accepts("response_url", faultsOfMessage(body))) return { status: 400, body: "invalid_blocks" };
    const text = String(body["text"]);
    const blocks = (body["blocks"] ?? []) as readonly Thing[];
    const replaced = body["replace_original"] === true ? (hook.source ?? hook.last) : undefined;
    if (replaced) this.#workspace.edit(replaced, text, blocks);
    else {
      const everybody = body["response_type"] === "in_channel";
      const { channel, user } = hook;
      hook.last = this.#workspace.add({ channel, ...(!everybody && { user }), text, blocks });
    }
    return { status: 200, body: "ok" };
  }
}
