import type { Lease } from "#core/lease.ts";
import type { Reply } from "#core/reply.ts";

// What a channel is told after a start, about something that was not as it should be.

export function finished({ name }: Lease): Reply {
  return {
    tone: "ok",
    title: `${name} is ready`,
    blocks: [text("The bot ended while it was being made, and finished it after its start.")],
    actions: [
      { label: "URL", command: `/db url ${name}` },
      { label: "Remove", command: `/db down ${name}`, danger: true },
    ],
  };
}

export function undone({ name, database }: Lease, why: string | undefined): Reply {
  return {
    tone: "warning",
    title: `${name} was not finished, and what there was of it is removed`,
    blocks: [text(`The bot ended while it was being made.${why === undefined ? "" : ` ${why}`}`)],
    actions: [{ label: "Again", command: `/db up ${database} --name ${name}` }],
  };
}

export function removed({ name }: Lease): Reply {
  return {
    tone: "ok",
    title: `${name} is gone`,
    blocks: [text("The bot ended while it was being removed, and finished after its start.")],
  };
}

export function gone({ name, host, database }: Lease): Reply {
  return {
    tone: "warning",
    title: `${name} is gone from ${host}`,
    blocks: [text("Its container was removed by somebody else than this bot, so its lease is closed.")],
    actions: [{ label: "A new one", command: `/db up ${database} --name ${name}` }],
  };
}

export function adopted({ name, host }: Lease): Reply {
  return {
    tone: "warning",
    title: `${name} was found on ${host} and is yours again`,
    blocks: [text("The bot's ledger knew nothing of it; what there is comes from its labels. Its password is lost.")],
    actions: [
      { label: "Logs", command: `/db logs ${name}` },
      { label: "Remove", command: `/db down ${name}`, danger: true },
    ],
  };
}

function text(words: string) {
  return { kind: "text" as const, text: words };
}
