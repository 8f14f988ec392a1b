import { show } from "../parse.ts";
import { Problem } from "../problem.ts";
import { redact } from "../redact.ts";
import type { Repair } from "../words.ts";
import { readWords, writeWords } from "../words.ts";
import { adviseOn } from "./advice.ts";
import type { Advice, ImageAdvice } from "./advice.ts";
import type { Fault, ParsedRun } from "./parse.ts";
import { parseRun } from "./parse.ts";
import { RunRequest } from "./run-request.ts";

/** A `docker run` line that can be run, and what to say about it. */
export interface RunLine {
  readonly request: RunRequest;
  /** What was read as something else than it says: `—name` as `--name`, `-net` as `--network`. To be shown. */
  readonly repairs: readonly Repair[];
  /** What is worth knowing of the flags. */
  readonly notes: readonly string[];
  /** What is known of the image: it may say that the container will end. */
  readonly advice: readonly Advice[];
}

export interface ReadOptions {
  /** Of the words, from `readWords`, where the line has been taken apart already. */
  readonly repairs?: readonly Repair[];
  readonly images?: readonly ImageAdvice[];
  /** What the image holds, when somebody has looked. */
  readonly version?: string;
}

/** The most lines of one answer; a pasted essay has thousands. */
const MOST_LINES = 12;

/** A whole line as typed behind `/docker run`, chat mangling included. */
export function readRunText(line: string, options: ReadOptions = {}): RunLine {
  const { words, repairs } = readWords(line);
  return readRunLine(
    words.map(({ text }) => text),
    { ...options, repairs: [...repairs, ...(options.repairs ?? [])] },
  );
}

/**
 * The words behind `/docker run` → a request with what to say about it.
 *
 * Throws one Problem "bad-input" for everything that is wrong with the line: each fault, each repair, and what is known
 * of the server's own flags, a line each. Nothing of such a line is to be run. Its hint is the line put right, where
 * every fault has one likely meaning and no secret stands in it.
 */
export function readRunLine(words: readonly string[], options: ReadOptions = {}): RunLine {
  const parsed = parseRun(words);
  const repairs = [...(options.repairs ?? []), ...parsed.repairs];
  const request = { options: parsed.options, image: parsed.image ?? "", command: parsed.command };
  const advice = parsed.image === undefined ? [] : adviseOn(request, options.images ?? [], options.version);
  if (parsed.faults.length > 0) throw complaint(words, parsed, repairs, advice);
  return { request: RunRequest.parse(request), repairs, notes: parsed.notes, advice };
}

function complaint(
  words: readonly string[],
  parsed: ParsedRun,
  repairs: readonly Repair[],
  advice: readonly Advice[],
): Problem {
  const lines = [
    ...parsed.faults.map(({ sentence }) => sentence),
    ...repairs.map(({ from, to }) => `${show(redact(from))} is read as ${show(redact(to))}.`),
    ...advice.map(({ sentence }) => sentence),
  ];
  const left = lines.length - MOST_LINES;
  const shown = left > 1 ? [...lines.slice(0, MOST_LINES), `And ${left} more like these.`] : lines;
  return new Problem("bad-input", shown.join("\n"), {
    hint: corrected(words, parsed.faults) ?? "Nothing was run. /longshore help docker run",
  });
}

function corrected(words: readonly string[], faults: readonly Fault[]): string | undefined {
  const fixed = [...words];
  for (const { word, fix } of faults) {
    if (word === undefined || fix === undefined) return undefined;
    fixed[word] = fix;
  }
  const line = `/docker run ${writeWords(fixed)}`;
  return redact(line) === line ? line : undefined;
}
