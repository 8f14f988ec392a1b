import { expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import type { Command } from "#core/command.ts";
import type { Hosts } from "#core/host.ts";
import { formatLine } from "#core/format.ts";
import { readInput } from "#core/input.ts";
import type { Lease, LeaseFilter, Leases } from "#core/lease.ts";
import { optionsOf } from "#core/options.ts";
import type { Policy } from "#core/policy.ts";
import { Problem } from "#core/problem.ts";
import { readWords } from "#core/words.ts";
import { loadDatabases } from "#databases/load.ts";
import { createBot } from "#dispatch/dispatch.ts";
import { loadCommands } from "#dispatch/load.ts";
import { leaseWith } from "../leases/sample-lease.ts";

// Every command that takes a name, with a name that is on two hosts. A new command is in it because it is there.
const { all } = await loadCommands();
const databases = await loadDatabases();
const ann: Caller = { platform: "slack", team: "T1", user: "U1", channel: "C1", groups: [], displayName: "ann" };
const admins: Policy = { grants: { admin: ["slack:T1/*"], operator: [], viewer: [] }, rules: [], perMinute: {} };

const NAMED = ["leases", "containers", "networks", "volumes"];
/** What else options suggest: no thing of a host, or, as images, the same on each. */
const UNNAMED = ["databases", "hosts", "commands", "run-line", "images"];

const named = [...all].filter(([, command]) => optionsOf(command).some(({ suggest = "" }) => NAMED.includes(suggest)));

function readLine(path: string, command: Command, line: string) {
  const words = readWords(line).words.slice(path.split(" ").length);
  const read = readInput(
    path,
    command,
    words.map(({ text }) => text),
  );
  if (read.help) throw new Error(`${line} asks for help`);
  return read;
}

/** The first example of a command, about `shop` and on no host in particular. */
function lineOf(path: string, command: Command): string {
  const [{ line } = { line: "" }] = command.examples ?? [];
  const { input } = readLine(path, command, line);
  const things = optionsOf(command).filter(({ suggest = "" }) => NAMED.includes(suggest));
  const about = things.map(({ key, kind }) => [key, kind === "list" ? ["shop"] : "shop"]);
  return formatLine(path, command, { ...input, ...Object.fromEntries(about), host: undefined });
}

interface World {
  /** Hosts that have something called shop. */
  readonly on: readonly string[];
  /** Those of which no ledger knows, besides. */
  readonly silent?: readonly string[];
  readonly leases?: readonly Lease[];
  readonly policy?: Policy;
}

function open(path: string, { on, silent = [], leases = [], policy = admins }: World) {
  const ran: unknown[] = [];
  const command = all.get(path);
  if (!command) throw new Error(`no ${path}`);
  const stub: Command = {
    ...command,
    async *run({ input }) {
      ran.push(input["host"]);
      yield { tone: "ok", title: "ran" };
    },
    ...(command.confirm && { confirm: async ({ input }) => `On ${String(input["host"])}?` }),
  };
  const host = (name: string) => {
    const rows = async () => {
      if (silent.includes(name)) throw new Problem("host-unreachable", `${name} is gone.`);
      return on.includes(name) ? [{ id: "5a".repeat(32), name: "shop", labels: {} }] : [];
    };
    return { name, operations: { list: rows, networks: rows, volumes: rows } };
  };
  const hosts = ["local", "lab", "build"].map(host);
  const kept = (name: string | undefined) => leases.filter((lease) => name === undefined || lease.host === name);
  // oxlint-disable typescript/no-unsafe-type-assertion
  const bot = createBot({
    commands: { all: new Map([...all, [path, stub]]) },
    databases,
    hosts: {
      all: hosts,
      find: (name?: string) => hosts.find((one) => one.name === (name ?? "local")),
    } as unknown as Hosts,
    leases: {
      list: ({ host }: LeaseFilter) => kept(host).filter(({ kind }) => kind !== "container"),
      containers: {
        list: ({ host }: LeaseFilter) => kept(host).filter(({ kind }) => kind === "container"),
        of: () => undefined,
      },
    } as unknown as Leases,
    policy,
    log: () => undefined,
  });
  // oxlint-enable typescript/no-unsafe-type-assertion
  const say = async (line: string) => {
    const signal = new AbortController().signal;
    const replies = bot.handle({ caller: ann, what: { line }, deliveryId: crypto.randomUUID(), signal });
    const last = (await Array.fromAsync(replies)).at(-1);
    if (!last) throw new Error("no reply");
    return last;
  };
  return { say, ran };
}

const shopOn = (host: string, change: Partial<Lease> = {}) => leaseWith({ id: host, host, ...change });
const isDatabases = (command: Command) => optionsOf(command).some(({ suggest }) => suggest === "leases");

test("what completes an option says whether it names a thing of one host", () => {
  const suggests = new Set(
    [...all.values()].flatMap((command) => optionsOf(command).flatMap(({ suggest = [] }) => suggest)),
  );
  expect([...suggests].filter((suggest) => ![...NAMED, ...UNNAMED].includes(suggest))).toEqual([]);
});

test.each(named)("/%s takes --host", (_, command) => {
  expect(optionsOf(command).map(({ name }) => name)).toContain("host");
});

test.each(named)(
  "/%s asks which when two hosts have one by this name, with the line for each",
  async (path, command) => {
    const leases = isDatabases(command) ? [shopOn("local"), shopOn("lab")] : [];
    const { say, ran } = open(path, { on: ["local", "lab"], leases });
    const line = lineOf(path, command);
    const { tone, audience, problem, actions = [] } = await say(line);
    expect({ tone, audience, code: problem?.code, ran }).toEqual({
      tone: "error",
      audience: "caller",
      code: "ambiguous",
      ran: [],
    });
    expect(problem?.message).toMatch(/"shop" on local and on lab\.$/);
    expect(actions.map(({ label }) => label)).toEqual(["On local", "On lab"]);
    const asked = readLine(path, command, line).input;
    expect(actions.map((action) => readLine(path, command, action.command).input)).toEqual([
      { ...asked, host: "local" },
      { ...asked, host: "lab" },
    ]);
    for (const { command: button } of actions) {
      const pressed = await say(button);
      if (pressed.confirm) await say(pressed.confirm.command);
    }
    expect(ran).toEqual(["local", "lab"]);
  },
);

test.each(named)("/%s is about the one host that has it, whichever that is", async (path, command) => {
  const leases = isDatabases(command) ? [shopOn("lab")] : [];
  const { say, ran } = open(path, { on: ["lab"], leases, silent: ["build"] });
  const pressed = await say(lineOf(path, command));
  if (pressed.confirm) await say(pressed.confirm.command);
  expect(ran).toEqual(["lab"]);
});

test.each(named)("/%s does nothing on a host that a rule closes", async (path, command) => {
  const leases = isDatabases(command) ? [shopOn("lab")] : [];
  const rule = { name: "lab is closed", effect: "deny", host: ["lab"] } as const;
  const { say, ran } = open(path, { on: ["lab"], leases, policy: { ...admins, rules: [rule] } });
  expect((await say(lineOf(path, command))).tone).toBe("error");
  expect(ran).toEqual([]);
  const both = open(path, {
    on: ["local", "lab"],
    leases: isDatabases(command) ? [shopOn("local"), shopOn("lab")] : [],
    policy: { ...admins, rules: [rule] },
  });
  const pressed = await both.say(lineOf(path, command));
  if (pressed.confirm) await both.say(pressed.confirm.command);
  expect(both.ran).toEqual(["local"]);
});

test.each(["--host lab -d nginx", "-d --host lab nginx", "-d --name a --host=lab nginx"])(
  "/docker run %s is on that host wherever it stands, and a rule about the host sees it",
  async (words) => {
    const free = open("docker run", { on: [] });
    await free.say(`/docker run ${words}`);
    expect(free.ran).toEqual(["lab"]);
    const rule = { name: "lab is closed", effect: "deny", host: ["lab"] } as const;
    const closed = open("docker run", { on: [], policy: { ...admins, rules: [rule] } });
    expect((await closed.say(`/docker run ${words}`)).problem?.message).toContain("lab is closed");
    expect(closed.ran).toEqual([]);
  },
);

test("the caller's own is meant before somebody else's, and what is shared with them before a stranger's", async () => {
  const bobs = { owner: "slack:T1/U2", ownerName: "bob" };
  const own = open("db status", { on: [], leases: [shopOn("local", bobs), shopOn("lab")] });
  await own.say("/db status shop");
  expect(own.ran).toEqual(["lab"]);
  const sharedWith = [{ id: "slack:T1/U1", name: "ann" }];
  const shared = open("db url", { on: [], leases: [shopOn("local", bobs), shopOn("lab", { ...bobs, sharedWith })] });
  await shared.say("/db url shop");
  expect(shared.ran).toEqual(["lab"]);
  const theirs = open("db status", { on: [], leases: [shopOn("local", bobs), shopOn("lab", bobs)] });
  expect((await theirs.say("/db status shop")).problem?.code).toBe("ambiguous");
});

test("a container that this bot made is where its ledger says, and no host is asked", async () => {
  const { say, ran } = open("docker logs", { on: ["local"], leases: [shopOn("lab", { kind: "container" })] });
  await say("/docker logs shop");
  expect(ran).toEqual(["lab"]);
});

test("a name that is nowhere is told with what was probably meant and who did not answer", async () => {
  const { say } = open("docker logs", { on: ["lab"], silent: ["build"] });
  const { problem } = await say("/docker logs shpo");
  expect(problem?.message).toBe(
    'There is no container called "shpo" on local or lab. Did you mean "shop"? build did not answer.',
  );
});

test("where a line is only asked about, no button runs it", async () => {
  const { say } = open("db stop", { on: [], leases: [shopOn("local"), shopOn("lab")] });
  const reply = await say("/longshore can-i /db stop shop");
  expect(reply.problem?.code).toBe("ambiguous");
  expect(reply.actions).toBeUndefined();
});

test("several names in one line are about one host", async () => {
  const leases = [shopOn("lab", { kind: "container" }), shopOn("local", { kind: "container", id: "x", name: "web" })];
  const { say } = open("docker stats", { on: [], leases });
  expect((await say("/docker stats shop web")).problem).toMatchObject({
    code: "ambiguous",
    message: 'The container "shop" is on lab, the container "web" on local.',
  });
});
