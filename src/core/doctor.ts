import type { Block, Reply } from "./reply.ts";

/** One thing that was looked at, and what came of it. */
export interface Finding {
  readonly tone: "ok" | "warning" | "error";
  /** "host lab", "ledger", "Slack". */
  readonly about: string;
  /** What is so, in a sentence without anything secret. */
  readonly says: string;
  /** What somebody does about it; of what is well there is nothing to do. */
  readonly todo?: string | undefined;
}

/** Looks at all that the bot needs. */
export interface Doctor {
  /** Never throws for what it finds, and ends within seconds, whatever hangs. */
  examine(signal: AbortSignal): Promise<readonly Finding[]>;
}

const MARKS = { ok: "well", warning: "look", error: "wrong" } as const;

/** The findings as an answer: what is wrong first, and what to do about each. */
export function doctorReply(findings: readonly Finding[]): Reply {
  const of = (tone: Finding["tone"]) => findings.filter((finding) => finding.tone === tone);
  const [wrong, doubtful] = [of("error"), of("warning")];
  const sorted = [...wrong, ...doubtful, ...of("ok")];
  const blocks: Block[] = [
    {
      kind: "table",
      columns: ["", "What", "Found", "What to do"],
      rows: sorted.map(({ tone, about, says, todo = "" }) => [MARKS[tone], about, says, todo]),
    },
  ];
  if (wrong.length > 0) return { tone: "error", title: `${wrong.length} of ${findings.length} are wrong`, blocks };
  if (doubtful.length > 0) {
    return { tone: "warning", title: `${doubtful.length} of ${findings.length} want a look`, blocks };
  }
  return { tone: "ok", title: `All is well: ${findings.length} things were looked at`, blocks };
}
