import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alertReply } from "#chat/alert.ts";
import type { ContainerState } from "#core/host.ts";
import { observedReply } from "#core/observed.ts";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { endsSoon } from "#leases/expiry-replies.ts";
import { died } from "#leases/watch-replies.ts";
import { leaseWith } from "#test/unit/leases/sample-lease.ts";
import { readMessage } from "./read-message.ts";

const manual = readFileSync(new URL("../../../../docs/slack.md", import.meta.url), "utf8");
const lease = leaseWith({ address: "10.0.0.5" });
const stopped = { status: "exited", exitCode: 0 } as ContainerState;
const running = { status: "running" } as ContainerState;
const reason = { reason: "The disk of the host is full.", hint: "/host status local shows what uses it." };

/** By what they show; the note is what stands below. */
const examples: Readonly<Record<string, Reply & { readonly note?: string }>> = {
  "a connection string": {
    tone: "ok",
    title: "shop is ready, after 88 ms",
    blocks: [
      {
        kind: "secret",
        label: "Connection string",
        value: new Secret("postgresql://app:…@10.0.0.5:20001/app"),
        again: "/db url shop",
      },
      { kind: "fields", fields: { Address: "10.0.0.5:20001", Ends: "2026-11-24T20:00:00.000Z" } },
    ],
    actions: [
      { label: "Logs", command: "/db logs shop" },
      { label: "Remove", command: "/db down shop", danger: true },
    ],
  },
  "a change": { ...observedReply(lease, stopped), note: "ann · /db stop shop" },
  progress: {
    tone: "working",
    title: "Starting PostgreSQL",
    blocks: [{ kind: "progress", label: "Pulling postgres:16", done: 10_500_000, total: 30_000_000, unit: "bytes" }],
  },
  "a mistake": {
    tone: "error",
    title: 'There is no command /db lst. Did you mean "/db list"?',
    problem: {
      code: "unknown-command",
      message: 'There is no command /db lst. Did you mean "/db list"?',
      hint: "/db list",
    },
  },
  "a warning": alertReply([{ recipient: { channel: "C1" }, reply: endsSoon(lease, 30 * 60_000) }], 0),
  "a crash": died(lease, {
    container: running,
    exitCode: 1,
    outOfMemory: false,
    log: "FATAL: could not write: No space left on device",
    reason,
  }),
};

const SIGNS: Readonly<Record<string, string>> = {
  ":white_check_mark:": "✅",
  ":hourglass_flowing_sand:": "⏳",
  ":warning:": "⚠️",
  ":x:": "❌",
};

function written(reply: Reply, note: string | undefined): string {
  return readMessage(reply, note === undefined ? [] : [note])
    .replaceAll(/:[a-z_]+:/g, (sign) => SIGNS[sign] ?? sign)
    .replaceAll("!]", "]")
    .replaceAll(/\n+/g, "\n");
}

test.each(Object.entries(examples))("docs/slack.md shows %s as it is", (_, { note, ...reply }) => {
  expect(manual).toContain(`\n\`\`\`text\n${written(reply, note)}\n\`\`\`\n`);
});
