import type { webApi } from "@slack/bolt";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import { failureOf } from "./api-errors.ts";
import { userGroupScope } from "./scopes.ts";

/** Who leaves a group keeps what it gave for no longer than this. */
const REFRESH_MS = 5 * 60_000;
/** Without an answer for so long, a group has no members. */
const KEEP_MS = 15 * 60_000;

interface Members {
  readonly users: ReadonlySet<string>;
  readonly at: number;
}

export interface UserGroupsParts {
  readonly client: Pick<webApi.WebClient, "usergroups">;
  /** The ids that the settings give roles to, `S0123`. Others are not asked about. */
  readonly ids: readonly string[];
  readonly warn: (message: string) => void;
  readonly now: () => number;
}

/** Who is in the user groups that have a role: Slack does not say it with a command, so it is asked now and then. */
export class UserGroups implements Disposable {
  readonly #parts: UserGroupsParts;
  readonly #members = new Map<string, Members>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: UserGroupsParts) {
    this.#parts = parts;
  }

  /** Asks for all of them, and again every five minutes. A refusal is told; until it is mended the group has nobody in it. */
  async start(): Promise<void> {
    if (this.#parts.ids.length === 0) return;
    await this.refresh();
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  async refresh(): Promise<void> {
    const { client, ids, warn, now } = this.#parts;
    // One after another: Slack allows 20 a minute.
    for (const id of ids) {
      try {
        const { users = [] } = await client.usergroups.users.list({ usergroup: id });
        this.#members.set(id, { users: new Set(users), at: now() });
      } catch (error) {
        const { reason } = failureOf(error);
        const hint = reason === "missing_scope" ? `; the app needs the scope ${userGroupScope.name}` : "";
        warn(`the members of user group ${id} could not be asked for (${reason})${hint}`);
      }
    }
  }

  of(user: string): readonly string[] {
    const oldest = this.#parts.now() - KEEP_MS;
    return [...this.#members].filter(([, { users, at }]) => at >= oldest && users.has(user)).map(([id]) => id);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** The bot as it is for callers whose user groups are known. */
export function withUserGroups(bot: Bot, groups: Pick<UserGroups, "of">): Bot {
  const known = (caller: Caller): Caller => ({ ...caller, groups: groups.of(caller.user) });
  return {
    commands: bot.commands,
    handle: (request) => bot.handle({ ...request, caller: known(request.caller) }),
    complete: (line, caller) => bot.complete(line, known(caller)),
  };
}

/** The user groups that grants name: `S0123` of `slack:T0123/@S0123`. */
export function userGroupsIn(grants: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const ids = Object.values(grants)
    .flat()
    .flatMap((grant) => /^slack:[^/]+\/@(\w+)$/.exec(grant)?.[1] ?? []);
  return [...new Set(ids)];
}
