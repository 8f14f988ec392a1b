import type { Lease } from "#core/lease.ts";
import type { Reply } from "#core/reply.ts";
import { linesOf } from "./kind.ts";

// What a channel is told after a start, about something that was not as it should be.

export function finished(lease: Lease): Reply {
  const { name, kind } = lease;
  const { logs, remove } = linesOf(lease);
  const isContainer = kind === "container";
  return {
    tone: "ok",
    title: isContainer ? `${name} is running` : `${name} is ready`,
    blocks: [text("It was being made when the bot or its host was cut off, and was finished afterwards.")],
    actions: [
      isContainer ? { label: "Logs", command: logs } : { label: "URL", command: `/db url ${name}` },
      { label: "Remove", command: remove, danger: true },
    ],
  };
}

export function undone(lease: Lease, why: string | undefined): Reply {
  const { name } = lease;
  return {
    tone: "warning",
    title: `${name} was not finished, and what there was of it is removed`,
    blocks: [text(`It was being made when the bot or its host was cut off.${why === undefined ? "" : ` ${why}`}`)],
    ...anew(lease, "Again"),
  };
}

export function removed({ name }: Lease): Reply {
  return {
    tone: "ok",
    title: `${name} is gone`,
    blocks: [text("It was being removed when the bot or its host was cut off, and this was finished afterwards.")],
  };
}

export function rotated({ name }: Lease): Reply {
  return {
    tone: "ok",
    title: `${name} has its new password`,
    blocks: [
      text("It was being changed when the bot or its host was cut off, and this was finished. The old one is refused."),
    ],
    actions: [{ label: "URL", command: `/db url ${name}` }],
  };
}

export function gone(lease: Lease): Reply {
  const { name, host } = lease;
  return {
    tone: "warning",
    title: `${name} is gone from ${host}`,
    blocks: [text("Its container was removed by somebody else than this bot, so its lease is closed.")],
    ...anew(lease, "A new one"),
  };
}

export function adopted(lease: Lease): Reply {
  const { name, host, kind } = lease;
  const { logs, remove } = linesOf(lease);
  const password = kind === "container" ? "" : " Its password is lost.";
  return {
    tone: "warning",
    title: `${name} was found on ${host} and is yours again`,
    blocks: [text(`The bot's ledger knew nothing of it; what there is comes from its labels.${password}`)],
    actions: [
      { label: "Logs", command: logs },
      { label: "Remove", command: remove, danger: true },
    ],
  };
}

function anew(lease: Lease, label: string): Pick<Reply, "actions"> {
  const { again } = linesOf(lease);
  return again === undefined ? {} : { actions: [{ label, command: again }] };
}

function text(words: string) {
  return { kind: "text" as const, text: words };
}
