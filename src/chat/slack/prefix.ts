import type { Block, Reply } from "#core/reply.ts";

/** Command names as they are typed in this workspace: `/db` may be taken, and ours is `/ls-db`. */
export class Prefix {
  readonly #prefix: string;
  readonly #groups: readonly string[];

  constructor(prefix: string, groups: readonly string[]) {
    this.#prefix = prefix;
    this.#groups = groups;
  }

  /** `/ls-db` → `/db` */
  typed(command: string): string {
    const name = command.replace(/^\//, "");
    return `/${name.startsWith(this.#prefix) ? name.slice(this.#prefix.length) : name}`;
  }

  /** `/db` → `/ls-db` wherever a text names a command. */
  shown(text: string): string {
    if (this.#prefix === "") return text;
    const names = this.#groups.join("|");
    return text.replace(new RegExp(`(?<![\\w/.-])/(${names})(?![\\w/.-])`, "g"), `/${this.#prefix}$1`);
  }

  /** A reply for people to read. Buttons keep the lines as they are: nobody types those. */
  reply(reply: Reply): Reply {
    if (this.#prefix === "") return reply;
    const { problem, blocks } = reply;
    return {
      ...reply,
      title: this.shown(reply.title),
      ...(problem && {
        problem: {
          ...problem,
          message: this.shown(problem.message),
          ...(problem.hint !== undefined && { hint: this.shown(problem.hint) }),
        },
      }),
      ...(blocks && { blocks: blocks.map((block) => this.#block(block)) }),
    };
  }

  #block(block: Block): Block {
    if (block.kind === "text") return { ...block, text: this.shown(block.text) };
    if (block.kind !== "table") return block;
    return { ...block, rows: block.rows.map((row) => row.map((cell) => this.shown(cell))) };
  }
}
