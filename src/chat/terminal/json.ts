import type { Block, Reply } from "#core/reply.ts";

/** True when what the line asked for was done: not when it failed, and not when it still waits for a yes. */
export function succeeded(reply: Reply): boolean {
  return reply.tone !== "error" && reply.tone !== "working" && !reply.problem && !reply.confirm;
}

/**
 * A command's final reply as one JSON object on one line: `{"command","ok","tone","title","blocks"}`, with "problem",
 * "confirm" and "actions" when they are there. `command` is the line as typed. Secrets are revealed.
 */
export function toJson(command: string, reply: Reply): string {
  const { tone, title, blocks = [], actions, problem, confirm } = reply;
  const ok = succeeded(reply);
  return JSON.stringify({ command, ok, tone, title, blocks: blocks.map(plain), problem, confirm, actions }).replace(
    UNSAFE,
    escaped,
  );
}

function plain(block: Block): unknown {
  switch (block.kind) {
    case "secret":
      return { ...block, value: block.value.reveal() };
    case "image":
      return { kind: block.kind, name: block.name, alt: block.alt, base64: base64(block.png) };
    case "file":
      return { kind: block.kind, name: block.name, base64: base64(block.bytes) };
    default:
      return block;
  }
}

function base64(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("base64");
}

/** JSON lets these stand bare, but Python's splitlines() takes some for line ends and a terminal some for commands. */
const UNSAFE = /[\u{7f}-\u{9f}\u{2028}\u{2029}]/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
