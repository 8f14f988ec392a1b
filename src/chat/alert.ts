import type { Reply, Tone } from "#core/reply.ts";
import type { Recipient } from "./running-chat.ts";

/** Something nobody asked for, on its way to a channel. */
export interface Alert {
  readonly recipient: Recipient;
  readonly reply: Reply;
}

/** One alert as it is; several as a list of what they say, each title as `titled` writes it. */
export function alertReply(
  alerts: readonly Alert[],
  unlisted: number,
  titled: (title: string) => string = (title) => title,
): Reply {
  const [only] = alerts;
  if (only && alerts.length === 1 && unlisted === 0) return { ...only.reply, audience: "channel" };
  const all = alerts.length + unlisted;
  const lines = alerts.map(({ reply }) => `• ${titled(reply.title)}`);
  return {
    tone: worst(alerts.map(({ reply }) => reply.tone)),
    title: `${all} things happened`,
    audience: "channel",
    blocks: [{ kind: "text", text: [...lines, ...(unlisted > 0 ? [`and ${unlisted} more`] : [])].join("\n") }],
    actions: [{ label: "List databases", command: "/db list" }],
  };
}

function worst(tones: readonly Tone[]): Tone {
  return (["error", "warning", "working", "ok"] as const).find((tone) => tones.includes(tone)) ?? "ok";
}

/** Whom to mention, each once. */
export function ownersOf(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(alerts.flatMap(({ recipient }) => recipient.owners ?? []))];
}
