import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseRun } from "#core/docker-run/parse.ts";
import { createRequest } from "#core/docker-run/request.ts";
import { readRunLine } from "#core/docker-run/read.ts";
import { readWords, writeWords } from "#core/words.ts";
import { isAll } from "#test/support/extent.ts";
import { cliVersion, startRecording, type Judgement, type Recording } from "#test/support/recording-socket.ts";
import { anyLine } from "#test/unit/core/docker-run/any-line.ts";
import { differenceOf, type Bare } from "./same-request.ts";

// The Docker CLI is the judge of the grammar: it runs for real, against a socket that records. What it takes and sends has
// grown over the years, so an old one (Debian 12 has 20.10) judges by rules that are no longer Docker's.
const oldest = 28;
const version = await cliVersion();
const obstacle =
  version === undefined
    ? "there is none here"
    : Number(/\d+/.exec(version)?.[0]) < oldest
      ? `this is ${version}, and ${oldest} is the oldest we are compared with`
      : undefined;
if (obstacle !== undefined) console.warn(`SKIPPED, the Docker CLI as judge of run lines: ${obstacle}.`);

describe.skipIf(obstacle !== undefined)(`the Docker CLI (${obstacle ?? version}) and we read`, () => {
  let recording: Recording;
  let bare: Bare;

  beforeAll(async () => {
    recording = await startRecording(Math.max(2, availableParallelism()));
    const judged = await recording.judge(["create"], ["alpine"]);
    if (!("request" in judged)) throw new Error(`The CLI does not work: ${judged.refusal}`);
    bare = judged.request.body;
  });
  afterAll(() => recording[Symbol.asyncDispose]());

  test("the same in lines of READMEs, wikis and notes", async () => {
    const lines = await linesOf("equal");
    expect(lines.length).toBeGreaterThanOrEqual(200);
    const differences = await each(lines, async (line) => {
      const words = wordsOf(line);
      const parsed = parseRun(words);
      if (parsed.image === undefined || parsed.faults.length > 0) {
        return `we refuse: ${parsed.faults.map(({ sentence }) => sentence).join(" ")}`;
      }
      const ours = createRequest({ options: parsed.options, image: parsed.image, command: parsed.command });
      const theirs = await judge(words, parsed.options.detach !== undefined);
      return "request" in theirs ? differenceOf(ours, theirs.request, bare) : `the CLI refuses: ${theirs.refusal}`;
    });
    expect(differences).toEqual([]);
  });

  test("the same in lines made up of every flag in every spelling", async () => {
    const lines = fc.sample(anyLine(), isAll ? 250 : 60);
    const looked = await Promise.all(
      lines.map(async (words) => {
        const { request } = readRunLine(words);
        const theirs = await judge(words, false);
        const said = "request" in theirs ? differenceOf(createRequest(request), theirs.request, bare) : theirs.refusal;
        return said === undefined ? [] : [`${writeWords(words)}\n  ${said}`];
      }),
    );
    expect(looked.flat()).toEqual([]);
  });

  test("nothing in lines that the CLI refuses", async () => {
    const lines = await linesOf("refused");
    const differences = await each(lines, async (line) => {
      const words = wordsOf(line);
      const faults = parseRun(words).faults.map(({ sentence }) => sentence);
      if (faults.length === 0) return "we take it";
      if (!faults.every((sentence) => /^[A-Z-].*[.?]$/s.test(sentence))) return `no sentence: ${faults.join(" ")}`;
      const theirs = await judge(words, /^-\w*d\w*$/.test(words[0] ?? ""));
      return "refusal" in theirs ? undefined : "the CLI takes it";
    });
    expect(differences).toEqual([]);
  });

  test("differently only what is listed", async () => {
    const lines = await linesOf("stricter");
    const differences = await each(lines, async (line) => {
      const words = wordsOf(line);
      const parsed = parseRun(words);
      const theirs = await judge(words, false);
      if ("refusal" in theirs && !line.includes("--use-api-socket"))
        return `no difference, the CLI refuses it as well: ${theirs.refusal}`;
      return parsed.faults.length > 0 || parsed.repairs.length > 0 ? undefined : "no difference, we take it as well";
    });
    expect(differences).toEqual([]);
  });

  test("what was meant in lines that the CLI refuses, only where it is listed", async () => {
    const lines = await linesOf("lenient");
    const differences = await each(lines, async (line) => {
      const words = wordsOf(line);
      const { faults, repairs } = parseRun(words);
      if (faults.length > 0 || repairs.length === 0) return faults.map(({ sentence }) => sentence).join(" ");
      return "refusal" in (await judge(words, false)) ? undefined : "the CLI takes it";
    });
    expect(differences).toEqual([]);
  });

  /** What differs, a line each; a line that is read as it should be is left out. */
  async function each(
    lines: readonly string[],
    look: (line: string) => Promise<string | undefined>,
  ): Promise<string[]> {
    const looked = await Promise.all(lines.map(async (line) => [line, await look(line)] as const));
    return looked.flatMap(([line, difference]) => (difference === undefined ? [] : [`${line}\n  ${difference}`]));
  }

  /** `docker create` knows no -d, so a line that has it is given to `docker run`, which creates and starts. */
  function judge(words: readonly string[], detached: boolean): Promise<Judgement> {
    return recording.judge([detached ? "run" : "create"], words);
  }
});

async function linesOf(name: string): Promise<readonly string[]> {
  const text = await readFile(new URL(`lines/${name}.txt`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

function wordsOf(line: string): readonly string[] {
  return readWords(line.replace(/^docker run ?/, "")).words.map(({ text }) => text);
}
