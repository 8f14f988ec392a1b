import type { Block } from "../reply.ts";

/** Data as a file that a person can read. */
export function jsonFile(name: string, data: unknown): Extract<Block, { kind: "file" }> {
  return { kind: "file", name, bytes: new TextEncoder().encode(JSON.stringify(data, null, 2)) };
}
