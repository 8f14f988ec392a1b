import type { Crash, CrashReason } from "#core/database.ts";

/** A way in which a server is known to end: what its log says then, and what to tell the caller. */
export interface KnownCrash {
  readonly log: RegExp;
  reason(match: RegExpExecArray, crash: Crash): string;
  hint(match: RegExpExecArray, crash: Crash): string;
}

/** The first known crash that fits; out of memory comes first, because whatever the log says follows from it. */
export function explain(crash: Crash, known: readonly KnownCrash[], leastBytes: number): CrashReason | undefined {
  if (crash.outOfMemory) return outOfMemory(crash, leastBytes);
  for (const candidate of [...known, ...ANYWHERE]) {
    const match = candidate.log.exec(crash.log);
    if (match) return { reason: candidate.reason(match, crash), hint: candidate.hint(match, crash) };
  }
  return crash.exitCode === SIGKILLED ? killed : undefined;
}

/** A name or value out of a log, short and on one line, to be put into a sentence. */
export function quoted(text: string | undefined): string {
  const line = (text ?? "").replace(/\p{Cc}+/gu, " ").trim();
  return `"${line.length > 80 ? `${line.slice(0, 80)}…` : line}"`;
}

const SIGKILLED = 137;
const MIB = 1024 ** 2;

const killed: CrashReason = {
  reason: "It was killed from outside (exit code 137) without being over its own memory limit.",
  hint: "The host may have run out of memory: look at /host status.",
};

function outOfMemory({ memoryBytes }: Crash, leastBytes: number): CrashReason {
  const more = Math.max(memoryBytes * 2, leastBytes);
  return {
    reason: `It needed more memory than its limit of ${Math.round(memoryBytes / MIB)} MiB.`,
    hint: `Give it more: --memory ${Math.ceil(more / MIB)}m`,
  };
}

/** What the kernel or the image's entrypoint says, whatever the database. */
const ANYWHERE: readonly KnownCrash[] = [
  {
    log: /No space left on device/,
    reason: () => "The host's disk is full.",
    hint: () => "Free some space, or use another host: /host status shows how full each is.",
  },
  {
    log: /Cannot allocate memory|cannot allocate memory/,
    reason: () => "It could not get the memory it asked for at its start.",
    hint: (_match, { memoryBytes }) => `Give it more: --memory ${Math.ceil((memoryBytes * 2) / MIB)}m`,
  },
  {
    log: /exec format error/i,
    reason: () => "The image was built for another processor than the host's.",
    hint: () => "Use an image for the host's architecture: --image <reference>",
  },
];
