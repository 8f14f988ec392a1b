import type { Notifier } from "#core/notifier.ts";
import type { Reply } from "#core/reply.ts";

/** At most one message in this time a channel. */
const intervalMs = 1_000;
/** More would not be read; they are counted. */
const mostListed = 10;

interface Lane {
  readonly waiting: { readonly reply: Reply; readonly mentions: readonly string[] }[];
}

/**
 * A notifier that a storm cannot turn into a flood: the first thing is said at once, what follows within a second is
 * said together.
 */
export function rollUp(inner: Notifier): Notifier {
  const lanes = new Map<string, Lane>();

  function flush(channel: string, lane: Lane): void {
    const said = lane.waiting.splice(0);
    if (said.length === 0) {
      lanes.delete(channel);
      return;
    }
    const [first] = said;
    if (first && said.length === 1) inner.tell(channel, first.reply, ...first.mentions);
    else
      inner.tell(
        channel,
        together(said.map(({ reply }) => reply)),
        ...new Set(said.flatMap(({ mentions }) => mentions)),
      );
    later(channel, lane);
  }

  function later(channel: string, lane: Lane): void {
    setTimeout(() => flush(channel, lane), intervalMs).unref();
  }

  return {
    send: (person, reply) => inner.send(person, reply),
    tell(channel, reply, ...mentions) {
      const lane = lanes.get(channel);
      if (lane) {
        lane.waiting.push({ reply, mentions });
        return;
      }
      const opened: Lane = { waiting: [] };
      lanes.set(channel, opened);
      inner.tell(channel, reply, ...mentions);
      later(channel, opened);
    },
  };
}

function together(replies: readonly Reply[]): Reply {
  const titles = Map.groupBy(replies, ({ title }) => title);
  const lines = [...titles].map(([title, same]) => (same.length > 1 ? `${title} (${same.length} times)` : title));
  const left = lines.length - mostListed;
  const text = [...lines.slice(0, mostListed), ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
  const isBad = replies.some(({ tone }) => tone === "error");
  return {
    tone: isBad ? "error" : "warning",
    title: `${replies.length} things happened`,
    blocks: [{ kind: "text", text }],
    actions: [{ label: "All databases", command: "/db list --all" }],
  };
}
