import { expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import type { Request } from "#core/chat.ts";
import type { Command } from "#core/command.ts";
import type { Hosts } from "#core/host.ts";
import { readInput } from "#core/input.ts";
import type { Leases } from "#core/lease.ts";
import { readWords } from "#core/words.ts";
import { loadDatabases } from "#databases/load.ts";
import { createBot } from "#dispatch/dispatch.ts";
import { loadCommands } from "#dispatch/load.ts";
import { leaseWith } from "../leases/sample-lease.ts";

// Every command there is, by every way in, for every kind of caller. A new command is in it because it is there.
const { all } = await loadCommands();
const databases = await loadDatabases();
const RANK = { anyone: 0, viewer: 1, operator: 2, admin: 3 };
const caller = (team: string, user: string): Caller => ({
  platform: "slack",
  team,
  user,
  channel: "C1",
  groups: [],
  displayName: user,
});
const callers = [
  ["a stranger", caller("T1", "U0"), 0],
  ["the same user id of another company", caller("T2", "U3"), 0],
  ["a viewer", caller("T1", "U1"), 1],
  ["an operator", caller("T1", "U2"), 2],
  ["an admin", caller("T1", "U3"), 3],
] as const;
const policy = {
  grants: { viewer: ["slack:T1/U1"], operator: ["slack:T1/U2"], admin: ["slack:T1/U3"] },
  rules: [],
  perMinute: {},
};

const entries = [...all].flatMap(([path, command]) => {
  const [example] = command.examples ?? [];
  if (!example) throw new Error(`${path} has no example to try it with`);
  const words = readWords(example.line).words.slice(path.split(" ").length);
  const read = readInput(
    path,
    command,
    words.map(({ text }) => text),
  );
  const values = read.help ? {} : command.input.encode(read.input);
  const yes = command.effect === "destroy" ? { yes: true } : {};
  const line = command.effect === "destroy" ? `${example.line} --yes` : example.line;
  return [
    [path, command, "as a line", { line }],
    [path, command, "as a native command", { command: path, values: { ...values, ...yes } }],
  ] as const;
});

test.each(entries)("/%s (%o) %s", async (path, command, _, what) => {
  for (const [who, caller, rank] of callers) {
    const ran: string[] = [];
    const stub: Command = {
      ...command,
      async *run() {
        ran.push(path);
        yield { tone: "ok", title: "ran" };
      },
    };
    // oxlint-disable typescript/no-unsafe-type-assertion
    const bot = createBot({
      commands: { all: new Map([...all, [path, stub]]) },
      databases,
      hosts: { all: [], find: () => ({ name: "local" }) } as unknown as Hosts,
      leases: { list: () => [leaseWith()], containers: { list: () => [] } } as unknown as Leases,
      policy,
      log: () => undefined,
    });
    // oxlint-enable typescript/no-unsafe-type-assertion
    const request: Request = { caller, what, deliveryId: crypto.randomUUID(), signal: new AbortController().signal };
    const last = (await Array.fromAsync(bot.handle(request))).at(-1);
    const may = rank >= RANK[command.access];
    expect([who, ran.length, last?.problem?.code]).toEqual([who, may ? 1 : 0, may ? undefined : "not-allowed"]);
    const words = path.split(" ");
    expect(bot.complete(`/${words.slice(0, -1).join(" ")} `, caller).includes(words.at(-1) ?? "")).toBe(may);
  }
});
