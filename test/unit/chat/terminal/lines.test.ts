import { EventEmitter } from "node:events";
import { Writable } from "node:stream";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { anyReply } from "./any-reply.ts";
import { crashed, down, downQuestion, list, pulling, up } from "./replies.ts";
import { aborted, scriptedBot } from "./scripted-bot.ts";
import { openInput, Sink, terminal } from "./streams.ts";

const bot = () =>
  scriptedBot({
    "/up": [pulling, up],
    "/list": [list],
    "/down": [downQuestion],
    "/yes": [down],
    "/crash": [crashed],
    async *"/wait"({ signal }) {
      yield { tone: "working", title: "Waiting" };
      await aborted(signal);
      yield { tone: "warning", title: "Cleaned up" };
    },
    "/silent": [],
  });

/** Resolves when the condition holds; what is waited for happens within a few turns of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe("lines", () => {
  test("on standard input are run in order, blank ones and comments are not", async () => {
    const asked = bot();
    const { exitCode, stdout } = await terminal(asked, [], { input: "# a comment\n\n/yes\n  # another\n/list\n" });
    expect(asked.asked).toEqual(["/yes", "/list"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ shop is gone: its container and 1 volume\n\n✓ 3 databases\n/);
  });

  test("in the arguments are run, and standard input is not read", async () => {
    const asked = bot();
    const { exitCode, stdout } = await terminal(asked, ["/yes", "/yes"], { input: "/crash\n" });
    expect(asked.asked).toEqual(["/yes", "/yes"]);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "✓ shop is gone: its container and 1 volume\n\n✓ shop is gone: its container and 1 volume\n",
    });
  });

  test("print no escape codes, not even on a terminal", async () => {
    const stdout = Object.assign(new Sink(), { isTTY: true });
    await terminal(bot(), ["/up"], { stdout });
    expect(stdout.text).toContain("postgresql://shop:");
    expect(stdout.text).not.toContain("\u001b");
  });

  test("tell their progress on standard error", async () => {
    const { stdout, stderr } = await terminal(bot(), ["/up"]);
    expect(stderr).toBe("… Starting shop: Pulling postgres:16  39 %  58.5 MiB of 150 MiB\n");
    expect(stdout).not.toContain("Pulling");
  });

  test.each(["/crash", "/down", "/unknown", "/silent"])(
    "%s was not done: exit code 1, and the next line is run",
    async (line) => {
      const asked = bot();
      const { exitCode } = await terminal(asked, [], { input: `${line}\n/yes` });
      expect(exitCode).toBe(1);
      expect(asked.asked).toEqual([line, "/yes"]);
    },
  );

  test("of 100 kB are the bot's to refuse, and of more than 1 MiB are not run", async () => {
    const asked = bot();
    const input = `/${"x".repeat(100_000)}\n/${"y".repeat(1_048_576)}\n/yes\n`;
    const { exitCode, stdout } = await terminal(asked, ["--json"], { input });
    expect(asked.asked.map((line) => line.length)).toEqual([100_001, 4]);
    expect(exitCode).toBe(1);
    const [, second] = stdout.split("\n");
    expect(JSON.parse(second ?? "")).toMatchObject({ ok: false, problem: { code: "bad-input" } });
  });
});

describe("with --json", () => {
  test("standard output is one object a command, its final reply", async () => {
    const { stdout } = await terminal(bot(), ["--json"], { input: "/up\n/crash\n/down\n" });
    const objects = stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(objects).toMatchObject([
      { command: "/up", ok: true, tone: "ok" },
      { command: "/crash", ok: false, problem: { code: "container-exited" } },
      { command: "/down", ok: false, confirm: { command: "/db down shop --yes" } },
    ]);
  });

  test("any replies at all are as many lines that parse", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyReply, { minLength: 1, maxLength: 4 }), async (replies: readonly Reply[]) => {
        const scripts = Object.fromEntries(replies.map((reply, index) => [`/${index}`, [pulling, reply]]));
        const { stdout } = await terminal(scriptedBot(scripts), ["--json", ...Object.keys(scripts)]);
        const lines = stdout.split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line) => JSON.parse(line).command)).toEqual(Object.keys(scripts));
      }),
      { numRuns: 50 },
    );
  });
});

describe("stopping", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])("%s cancels the running command, waits for its clean-up and leaves the rest", async (signal, code) => {
    const asked = bot();
    const signals = new EventEmitter();
    const ended = terminal(asked, ["/wait", "/yes"], { signals });
    await until(() => asked.asked.length === 1);
    signals.emit(signal);
    signals.emit(signal);
    expect(await ended).toMatchObject({ exitCode: code, stdout: "! Cleaned up\n" });
    expect(asked.asked).toEqual(["/wait"]);
    expect(signals.eventNames()).toEqual([]);
  });

  test("a signal while nothing runs ends the reading", async () => {
    const signals = new EventEmitter();
    const stdin = openInput();
    const ended = terminal(bot(), [], { signals, stdin });
    await until(() => signals.listenerCount("SIGINT") === 1);
    signals.emit("SIGINT");
    expect(await ended).toMatchObject({ exitCode: 130, stdout: "" });
  });

  test("when nobody reads any more, it ends without a word", async () => {
    const asked = bot();
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
    });
    const { exitCode, stderr } = await terminal(asked, ["/yes", "/list"], { stdout });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(asked.asked).toEqual(["/yes"]);
  });
});

describe("the program's own", () => {
  test("--help and --version need no bot", async () => {
    const help = await terminal(bot(), ["--help"]);
    expect(help.stdout).toMatchInlineSnapshot(`
      "Usage: npm start                          a prompt
             npm start -- "/db up postgres"       run a line, or several, and end
             npm start -- /db up postgres         the same: the words of one line
             npm start < lines.txt                one line each; # begins a comment

      Options, before the first line:
        --json       one JSON object a line on standard output, everything else on standard error
        --help       this
        --version    the version

      Ends with 0, with 1 when a line was not done, with 2 when these arguments were not understood.
      What can be typed: /longshore help
      "
    `);
    expect(await terminal(bot(), ["--version"])).toEqual({ exitCode: 0, stdout: "0.1.0\n", stderr: "" });
  });

  test("flags that there are not end it with 2", async () => {
    const { exitCode, stdout, stderr } = await terminal(bot(), ["--jsn", "/list"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatchInlineSnapshot(`
      "✗ There is no flag --jsn.
        → npm start -- --help
      "
    `);
  });

  test("log goes to standard error", async () => {
    const { stdout, stderr } = await terminal(bot(), ["/yes"], { onLog: (print) => print('{"level":"info"}') });
    expect(stderr).toBe('{"level":"info"}\n');
    expect(stdout).not.toContain("level");
  });
});
