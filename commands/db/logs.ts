import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { duration } from "#core/units.ts";

export default defineCommand({
  summary: "Show what a database wrote to its log",
  examples: [
    { line: "/db logs shop", does: "the last 100 lines" },
    { line: "/db logs shop --since 10m --grep error", does: "lines of the last ten minutes with “error” in them" },
  ],
  input: z.strictObject({
    ...leaseInput,
    tail: z.int().min(1).max(10_000).prefault(100).meta({ description: "how many lines from the end", alias: "n" }),
    since: duration.optional().meta({ description: "not older than this, like 10m" }),
    grep: z.string().optional().meta({ description: "only lines with this text in them; case does not count" }),
  }),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { tail, since, grep } = context.input;
    const lease = findLease(context);
    const text = await context.leases.logs(
      lease,
      { tail, ...(since !== undefined && { since: new Date(Date.now() - since) }) },
      context.signal,
    );
    const all = text.split("\n").filter((line) => line !== "");
    const lines = grep === undefined ? all : all.filter((line) => line.toLowerCase().includes(grep.toLowerCase()));
    if (lines.length === 0) {
      const what = grep === undefined ? "nothing" : `nothing with "${grep}" in it`;
      yield { tone: "ok", title: `${lease.name} wrote ${what}${since === undefined ? "" : " in that time"}` };
      return;
    }
    yield {
      tone: "ok",
      title: `${lease.name}: ${lines.length === 1 ? "1 line" : `${lines.length} lines`}`,
      blocks: [
        { kind: "log", name: `${lease.name}.log`, text: lines.join("\n"), truncated: all.length >= tail && !grep },
      ],
    };
  },
});
