import { z } from "zod";
import type { Bot, Request } from "#core/chat.ts";
import { defineCommand } from "#core/command.ts";
import type { Command, Commands } from "#core/command.ts";
import type { Reply } from "#core/reply.ts";

export type Script = (line: string, request: Request) => AsyncIterable<Reply> | Iterable<Reply>;

/** A bot that says what a test wants, with commands of the shapes that exist. */
export class ScriptedBot implements Bot {
  readonly commands: Commands;
  readonly requests: Request[] = [];
  script: Script;
  completions: Bot["complete"] = () => [];

  constructor(script: Script, given: Commands = { all: commands }) {
    this.script = script;
    this.commands = given;
  }

  async *handle(request: Request): AsyncGenerator<Reply> {
    this.requests.push(request);
    yield* this.script(this.#line(request), request);
  }

  complete(...asked: Parameters<Bot["complete"]>): readonly string[] {
    return this.completions(...asked);
  }

  get lines(): readonly string[] {
    return this.requests.map((request) => this.#line(request));
  }

  #line({ what }: Request): string {
    return "line" in what ? what.line : what.command;
  }
}

async function* nothing(): AsyncGenerator<Reply> {}

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "expected a name such as shop.");
const commands = new Map<string, Command>(
  Object.entries({
    "db up": {
      summary: "Start a database",
      effect: "change",
      access: "operator",
      audience: "caller",
      input: z.strictObject({
        kind: z.string().meta({ positional: true, description: "which one", suggest: "databases" }),
        name: name.optional().meta({ description: "what to call it" }),
        port: z.int().min(1024).max(65_535).optional().meta({ description: "the port to dial" }),
        arg: z.array(z.string()).optional().meta({ description: "a flag for the server" }),
        debug: z.boolean().default(false).meta({ description: "say more" }),
        format: z.enum(["uri", "jdbc"]).default("uri").meta({ description: "how it is written" }),
      }),
    },
    "db list": { summary: "List databases", effect: "read", access: "viewer", input: z.strictObject({}) },
    "db url": read("Show a connection string"),
    "db logs": read("Show a log"),
    "db stop": { ...read("Stop a database"), effect: "change" },
    "db down": { ...read("Remove a database"), effect: "destroy", confirm: async () => "Remove it?" },
    "host list": { summary: "List hosts", effect: "read", access: "viewer", input: z.strictObject({}) },
    "longshore help": { summary: "Help", effect: "read", access: "anyone", input: z.strictObject({}) },
    "longshore whoami": { summary: "Who you are", effect: "read", access: "anyone", input: z.strictObject({}) },
  } satisfies Record<string, Omit<Command, "run">>).map(([path, command]) => [
    path,
    defineCommand({ ...command, run: nothing }),
  ]),
);

function read(summary: string): Omit<Command, "run"> {
  const input = z.strictObject({ name: name.meta({ positional: true, description: "which one", suggest: "leases" }) });
  return { summary, effect: "read", access: "operator", input };
}
