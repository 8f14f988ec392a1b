import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Caller } from "#core/caller.ts";
import type { Request } from "#core/chat.ts";
import { defineCommand } from "#core/command.ts";
import type { Command } from "#core/command.ts";
import type { Databases } from "#core/database.ts";
import type { Hosts } from "#core/host.ts";
import type { Leases } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { createBot } from "#dispatch/dispatch.ts";
import type { LogEntry } from "#dispatch/failure.ts";
import { make, remove, run } from "../core/sample.ts";

const ann: Caller = { platform: "terminal", team: "t", user: "0", channel: "c", groups: [], displayName: "ann" };
const stranger: Caller = { ...ann, platform: "slack", team: "T1", user: "U1" };

// Dispatch hands these on and asks them nothing but what completion wants.
// oxlint-disable typescript/no-unsafe-type-assertion
const databases = { names: [], find: () => ({}) } as unknown as Databases;
const hosts = { all: [] } as unknown as Hosts;
const leases = { list: () => [] } as unknown as Leases;
// oxlint-enable typescript/no-unsafe-type-assertion

let deliveries = 0;

function open(commands: Record<string, Command>) {
  const logged: LogEntry[] = [];
  const bot = createBot({
    commands: { all: new Map(Object.entries(commands)) },
    databases,
    hosts,
    leases,
    log: (entry) => void logged.push(entry),
    newReference: () => "a1b2",
  });
  const request = (line: string, extra: Partial<Request> = {}): Request => ({
    caller: ann,
    what: { line },
    deliveryId: String(deliveries++),
    signal: new AbortController().signal,
    ...extra,
  });
  const ask = (line: string, extra?: Partial<Request>) => Array.fromAsync(bot.handle(request(line, extra)));
  const say = async (line: string, extra?: Partial<Request>) => (await ask(line, extra)).at(-1);
  return { bot, logged, request, ask, say };
}

const replying = (run: Command["run"], extra: Partial<Command> = {}) =>
  defineCommand({ summary: "Do it", input: z.strictObject({}), effect: "change", access: "operator", run, ...extra });
const ok: Reply = { tone: "ok", title: "done" };
const working: Reply = { tone: "working", title: "at it" };

describe("a request", () => {
  test("ends with the command's last reply, after those on the way", async () => {
    const { ask } = open({
      "x do": replying(async function* () {
        yield working;
        yield ok;
      }),
    });
    expect(await ask("/x do")).toEqual([
      { ...working, audience: "channel" },
      { ...ok, audience: "channel" },
    ]);
  });

  test("runs once however often it is delivered", async () => {
    let runs = 0;
    const { say } = open({
      "x do": replying(async function* () {
        runs++;
        yield ok;
      }),
    });
    const deliveryId = "same";
    await say("/x do", { deliveryId });
    expect(await say("/x do", { deliveryId })).toMatchObject({ tone: "warning", problem: { code: "delivered-twice" } });
    await say("/x do", { deliveryId, caller: { ...ann, platform: "terminal" }, what: { line: "/x do" } });
    expect(runs).toBe(1);
  });

  test("takes a platform's typed options as well", async () => {
    const echo = defineCommand({ ...remove, async *run({ input }) {
      yield { tone: "ok", title: JSON.stringify(input) };
    } }); // prettier-ignore
    const { say } = open({ "x rm": echo });
    expect(await say("", { what: { command: "x rm", values: { name: "shop", yes: true } } })).toMatchObject({
      title: '{"name":"shop"}',
    });
    expect(await say("", { what: { command: "x rm", values: { nme: 1 } } })).toMatchObject({ tone: "error" });
  });

  test("for help is answered anywhere, to anybody", async () => {
    const { say } = open({ "x rm": remove });
    for (const line of ["/x", "/x help", "/help", "/x rm --help", "/x rm help"]) {
      expect(await say(line, { caller: stranger })).toMatchObject({ tone: "ok", audience: "caller" });
    }
  });

  test("says what it read differently from what was typed", async () => {
    const { say } = open({ "x make": { ...make, run: async function* () { yield ok; } } }); // prettier-ignore
    expect(await say("/x make postgres —name shop")).toMatchObject({
      title: "done",
      blocks: [{ kind: "text", text: 'Read "—name" as "--name".' }],
    });
    expect(await say("/x make postgres —nmae shop")).toEqual({
      tone: "error",
      title: "There is no option --nmae. Did you mean --name?",
      audience: "caller",
      blocks: [{ kind: "text", text: 'Read "—nmae" as "--nmae".' }],
      problem: {
        code: "bad-input",
        message: "There is no option --nmae. Did you mean --name?",
        hint: "/x make postgres --name shop",
      },
    });
  });
});

describe("who sees it", () => {
  const answer = (reply: Reply, extra: Partial<Command> = {}) =>
    open({
      "x do": replying(async function* () {
        yield reply;
      }, extra),
    }).say("/x do");

  test("the channel for changes, the caller for reads, or as the command or the reply says", async () => {
    expect(await answer(ok)).toMatchObject({ audience: "channel" });
    expect(await answer(ok, { effect: "read" })).toMatchObject({ audience: "caller" });
    expect(await answer(ok, { audience: "caller" })).toMatchObject({ audience: "caller" });
    expect(await answer({ ...ok, audience: "channel" }, { effect: "read" })).toMatchObject({ audience: "channel" });
  });

  test("the caller alone when there is a secret in it, whatever anybody says", async () => {
    const secret = { kind: "secret", label: "URL", value: new Secret("x") } as const;
    expect(await answer({ ...ok, audience: "channel", blocks: [secret] })).toMatchObject({ audience: "caller" });
  });
});

describe("a destroying command", () => {
  let gone: string[] = [];
  const rm = defineCommand({ ...remove, async *run({ input }) {
    gone.push(input.name);
    yield { tone: "ok", title: "gone" };
  } }); // prettier-ignore

  test("asks first, with the line that says yes", async () => {
    gone = [];
    const { say } = open({ "x rm": rm });
    expect(await say("/x rm 'my shop'")).toEqual({
      tone: "warning",
      title: "Remove my shop?",
      audience: "caller",
      problem: { code: "needs-confirmation", message: "Remove my shop?", hint: '/x rm "my shop" --yes' },
      confirm: { question: "Remove my shop?", command: '/x rm "my shop" --yes' },
    });
    expect(await say("/x rm shop --no-yes")).toHaveProperty("confirm");
    expect(gone).toEqual([]);
    expect(await say('/x rm "my shop" --yes')).toMatchObject({ title: "gone" });
    expect(gone).toEqual(["my shop"]);
  });

  test("does not even ask a stranger", async () => {
    gone = [];
    const { say } = open({ "x rm": rm });
    expect(await say("/x rm shop --yes", { caller: stranger })).toEqual({
      tone: "error",
      title: "This is for operators, and you (slack:T1/U1) have no role here.",
      audience: "caller",
      problem: {
        code: "not-allowed",
        message: "This is for operators, and you (slack:T1/U1) have no role here.",
        hint: "An admin lets you in with this line in the bot's settings: OPERATORS=slack:T1/U1",
      },
    });
    expect(gone).toEqual([]);
  });
});

describe("when it goes wrong", () => {
  test("a Problem is a reply with its hint and its evidence", async () => {
    const { say, logged } = open({
      "x do": replying(async function* () {
        yield working;
        throw new Problem("container-exited", "It exited.", { hint: "/x logs", log: { name: "x.log", text: "boom" } });
      }),
    });
    expect(await say("/x do")).toEqual({
      tone: "error",
      title: "It exited.",
      audience: "channel",
      blocks: [{ kind: "log", name: "x.log", text: "boom", truncated: false }],
      problem: { code: "container-exited", message: "It exited.", hint: "/x logs" },
    });
    expect(logged).toEqual([]);
  });

  test("what a host says that nobody has met is told in its words with a reference, and the log has it too", async () => {
    const { say, logged } = open({
      "x do": replying(async function* () { yield working; throw new Problem("host-refused", "Odd.", { isUnforeseen: true }); }),
    }); // prettier-ignore
    expect(await say("/x do")).toMatchObject({ tone: "error", title: "Odd. (reference a1b2)" });
    expect(logged).toMatchObject([{ level: "error", reference: "a1b2", line: "/x do" }]);
  });

  test("a bug is a reference for the caller, and the rest is in the log without secrets", async () => {
    const { say, logged } = open({
      "x make": { ...make, run: async function* () { yield working; throw new TypeError("password=hunter2 is undefined"); } },
    }); // prettier-ignore
    const reply = await say("/x make postgres --arg password=hunter2");
    expect(reply).toMatchObject({ tone: "error", title: "Something went wrong on our side (reference a1b2)." });
    expect(JSON.stringify(reply)).not.toMatch(/hunter2|TypeError/);
    expect(logged).toMatchObject([
      { level: "error", reference: "a1b2", line: "/x make postgres --arg password=[redacted]" },
    ]);
    expect(logged[0]?.stack).toMatch(/^TypeError: password=\[redacted\]/);
  });

  test.each<[string, Reply[]]>([
    ["nothing", []],
    ["only that it is working", [working]],
  ])("a command that says %s is a bug too", async (_, replies) => {
    const { ask } = open({ "x do": replying(async function* () { yield* replies; }) }); // prettier-ignore
    expect((await ask("/x do")).at(-1)).toMatchObject({ tone: "error", problem: { code: "internal" } });
  });
});

describe("when somebody stops waiting", () => {
  /** Works until it is cancelled, and notes how it ended. */
  function patient() {
    const ends: string[] = [];
    const command = replying(async function* ({ signal }) {
      try {
        yield working;
        signal.throwIfAborted();
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
      } finally {
        await Promise.resolve();
        ends.push(signal.aborted ? "cancelled" : "left alone");
      }
    });
    return { ends, command };
  }

  test("aborting cancels the command, and the last reply says so", async () => {
    const { ends, command } = patient();
    const { bot, request, logged } = open({ "x do": command });
    const abort = new AbortController();
    const tones: string[] = [];
    for await (const { tone, problem } of bot.handle(request("/x do", { signal: abort.signal }))) {
      tones.push(problem?.code ?? tone);
      abort.abort();
    }
    expect([tones, ends, logged]).toEqual([["working", "cancelled"], ["cancelled"], []]);
  });

  test("closing cancels the command and waits for its clean-up", async () => {
    const { ends, command } = patient();
    const { bot, request } = open({ "x do": command });
    for await (const reply of bot.handle(request("/x do"))) if (reply.tone === "working") break;
    expect(ends).toEqual(["cancelled"]);
  });

  test("closing while the command is busy does not wait for its next word", async () => {
    const { ends, command } = patient();
    const { bot, request } = open({ "x do": command });
    const replies = bot.handle(request("/x do"));
    await replies.next();
    const busy = replies.next();
    await replies.return(undefined);
    expect(await busy).toMatchObject({ value: { problem: { code: "cancelled" } } });
    expect(ends).toEqual(["cancelled"]);
  });

  test("what was aborted before it began does not begin", async () => {
    const { ends, command } = patient();
    expect(await open({ "x do": command }).say("/x do", { signal: AbortSignal.abort() })).toMatchObject({
      problem: { code: "cancelled" },
    });
    expect(ends).toEqual([]);
  });
});

describe("whatever is typed", () => {
  const { ask, logged, bot } = open({ "db up": make, "db down": remove, "docker run": run });
  const words = fc.constantFrom(
    "/db", "db", "up", "down", "/docker run", "help", "--help", "postgres", "--name", "—name", "-net", "--", "“", '"', "'", "\\",
    "=", "name=", "--memory 5x", "\u0007", "\u202E", "<@U1|x>", "&amp;", "x".repeat(3000),
  ); // prettier-ignore
  const line = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(words, { maxLength: 12 }).map((all) => all.join(" ")),
  );

  test("there is an answer, it is final, and it is not a bug of ours", async () => {
    await fc.assert(
      fc.asyncProperty(line, fc.constantFrom(ann, stranger), async (line, caller) => {
        const replies = await ask(line, { caller });
        expect(replies.length).toBeGreaterThan(0);
        expect(replies.at(-1)?.tone).not.toBe("working");
        expect(replies.at(-1)?.title).not.toMatch(/\n/);
      }),
      { numRuns: 1500 },
    );
    // The sample commands say nothing, which is a bug of theirs; everything else would be one of ours.
    expect(logged.filter(({ stack }) => !stack.includes("without a final reply"))).toEqual([]);
  });

  test("completion has words or none", () => {
    fc.assert(
      fc.property(line, (line) => {
        expect(bot.complete(line, ann)).toBeInstanceOf(Array);
      }),
      { numRuns: 500 },
    );
  });

  test("100 kB are refused", async () => {
    expect(await ask(`/db up ${"x".repeat(100_000)}`)).toMatchObject([
      { tone: "error", problem: { code: "bad-input" } },
    ]);
  });
});
