import type { Bot } from "#core/chat.ts";
import { createBot } from "#dispatch/dispatch.ts";
import type { BotParts } from "#dispatch/dispatch.ts";
import type { Grants } from "#dispatch/authorise.ts";
import type { Reply } from "#core/reply.ts";
import { ScriptedBot } from "./scripted-bot.ts";
import type { Command, Commands } from "#core/command.ts";

export const ANN = "slack:T0001/U0ANN";

/** The real dispatch over commands, each of which only says what it was run with. No host is ever touched. */
export function dispatchingBot(
  grants: Partial<Grants> = { admin: [ANN] },
  entries: unknown[] = [],
  run: (path: string, input: unknown) => Reply = ran,
  { all: given }: Commands = new ScriptedBot(function* () {}).commands,
): Bot {
  const all = new Map(
    [...given].map(([path, command]): [string, Command] => [
      path,
      {
        ...command,
        async *run({ input }) {
          yield run(path, input);
        },
      },
    ]),
  );
  return createBot({
    commands: { all },
    // Whatever else of them is asked for is a bug, and the caller would be told so.
    hosts: { all: [] },
    databases: { all: new Map() },
    leases: { list: () => [] },
    policy: { grants: { admin: [], operator: [], viewer: [], ...grants }, rules: [], perMinute: {} },
    audit: { began: (entry: unknown) => void entries.push(entry), ended: () => undefined },
    log: (entry: unknown) => void entries.push(entry),
    newReference: () => "ref1",
  } as unknown as BotParts);
}

function ran(path: string, input: unknown): Reply {
  return { tone: "ok", title: `ran ${path} ${JSON.stringify(input)}` };
}
