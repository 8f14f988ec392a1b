import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPty, ptyThere, type Pty } from "#test/support/pty.ts";

const PROGRAM = fileURLToPath(import.meta.resolve("./prompt-program.ts"));
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const UP = "\u001b[A";
/** The prompt with its colours; the cursor stands behind it. */
const PROMPT = "longshore>\u001b[22m ";

let folder: string;
let opened: Pty[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "longshore-prompt-"));
  opened = [];
});
afterEach(async () => {
  // Here and not by `await using`, which a test that ran out of time never comes to.
  for (const pty of opened) await pty[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<Pty> {
  const pty = openPty([process.execPath, PROGRAM, join(folder, "history")], 100);
  opened.push(pty);
  await pty.waitFor(PROMPT);
  return pty;
}

describe.runIf(ptyThere)("at the prompt", { timeout: 20_000 }, () => {
  test("a line is answered, and exit ends", async () => {
    const pty = await open();
    expect(stripVTControlCharacters(pty.output)).toContain("Longshore, 2 hosts. Type /longshore help or press Tab.");
    pty.type("/db list\r");
    await pty.waitFor("3 databases");
    await pty.waitFor(PROMPT);
    pty.type("exit\r");
    await pty.waitFor("<exit 0>");
    expect(await pty.ended).toBe(0);
    expect(readFileSync(join(folder, "history"), "utf8")).toBe("/db list\nexit\n");
  });

  test("the up arrow brings back what an earlier session typed", async () => {
    const earlier = await open();
    earlier.type("/db list\r");
    await earlier.waitFor("3 databases");
    await earlier.waitFor(PROMPT);
    earlier.type(CTRL_D);
    expect(await earlier.ended).toBe(0);
    const pty = await open();
    pty.type(UP);
    await pty.waitFor("/db list");
    pty.type("\r");
    await pty.waitFor("3 databases");
  });

  test("Tab finishes a word, and twice lists what could stand there", async () => {
    const pty = await open();
    pty.type("/db pos\t");
    await pty.waitFor("tgres ");
    // Readline takes a Tab inside a chunk for a pasted one, so each is typed after what the one before it did.
    pty.type("--n\t");
    await pty.waitFor("ame");
    pty.type("\t");
    expect(stripVTControlCharacters(await pty.waitFor("--namespace"))).toMatch(/\n--name +$/);
  });

  test("a line of the log comes above what is being typed", async () => {
    const pty = await open();
    pty.type("/db li!");
    await pty.waitFor("/db li!");
    pty.type("\t");
    await pty.waitFor("a line of the log\r\n");
    await pty.waitFor(PROMPT);
    await pty.waitFor("/db li!");
    pty.type("\u007fst\r");
    await pty.waitFor("3 databases");
    expect(pty.output).not.toContain("There is no command");
  });

  test("a long command shows its progress on one line that is gone in the end", async () => {
    const pty = await open();
    pty.type("/db up postgres --name shop\r");
    await pty.waitFor("Starting shop: Pulling postgres:16");
    await pty.waitFor("\r\u001b[K");
    const after = await pty.waitFor(PROMPT);
    expect(after).not.toContain("Pulling");
    expect(after).toContain("\r\npostgresql://shop:q7ZkT0eWm3vXy9LrB2nHs8Ua@127.0.0.1:20001/shop?sslmode=disable\r\n");
  });

  test("several pasted lines are several commands, in order", async () => {
    const pty = await open();
    pty.type("/db list\r/db logs shop\r/db li");
    await pty.waitFor("3 databases");
    await pty.waitFor(`${PROMPT}/db logs shop\r\n`);
    await pty.waitFor("The last 4 lines of shop");
    await pty.waitFor(PROMPT);
    await pty.waitFor("/db li");
    pty.type("st\r");
    await pty.waitFor("3 databases");
    expect(pty.output).not.toContain("There is no command");
  });

  test("Ctrl-C cancels the command, waits for its clean-up and drops the lines that wait", async () => {
    const pty = await open();
    pty.type("/wait\r/db list\r");
    await pty.waitFor("Waiting for ever");
    pty.type(CTRL_C);
    await pty.waitFor("cancelling…");
    await pty.waitFor("<clean>");
    await pty.waitFor("Cancelled; nothing is left behind");
    await pty.waitFor(PROMPT);
    pty.type("exit\r");
    await pty.ended;
    expect(pty.output).toContain("1 more line not run.");
    expect(pty.output).not.toContain("3 databases");
  });

  test("Ctrl-C while typing drops the line, a second one at an empty prompt ends", async () => {
    const pty = await open();
    pty.type("/db li");
    await pty.waitFor("/db li");
    pty.type(CTRL_C);
    await pty.waitFor("^C");
    await pty.waitFor(PROMPT);
    pty.type(CTRL_C);
    await pty.waitFor("Ctrl-C again, or Ctrl-D, to leave");
    await pty.waitFor(PROMPT);
    pty.type(CTRL_C);
    await pty.waitFor("<exit 0>");
    expect(await pty.ended).toBe(0);
  });

  test("a question is asked; only a yes that was typed after it is a yes, and it is no line of the history", async () => {
    const pty = await open();
    pty.type("/db down shop\ry\r");
    await pty.waitFor("Remove shop and its data? [y/N] ");
    pty.type("n\r");
    await pty.waitFor("Nothing was done.");
    await pty.waitFor("There is no command y.");
    await pty.waitFor(PROMPT);
    pty.type("/db down shop\r");
    await pty.waitFor("Remove shop and its data? [y/N] ");
    pty.type(CTRL_C);
    await pty.waitFor("Nothing was done.");
    await pty.waitFor(PROMPT);
    pty.type("/db down shop\r");
    await pty.waitFor("Remove shop and its data? [y/N] ");
    pty.type("yes\r");
    await pty.waitFor("shop is gone");
    await pty.waitFor(PROMPT);
    pty.type(CTRL_D);
    expect(await pty.ended).toBe(0);
    expect(readFileSync(join(folder, "history"), "utf8").split("\n")).not.toContain("yes");
  });

  test("Ctrl-D while a command runs ends after it, and Ctrl-C cancels it even then", async () => {
    const pty = await open();
    pty.type("/wait\r");
    await pty.waitFor("Waiting for ever");
    pty.type(CTRL_D);
    await pty.waitFor("This is finished first, then it ends. Ctrl-C cancels it.");
    pty.type(CTRL_C);
    await pty.waitFor("cancelling…");
    await pty.waitFor("<clean>");
    await pty.waitFor("<exit 130>");
    expect(await pty.ended).toBe(130);
  });
});
