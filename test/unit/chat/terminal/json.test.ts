import * as fc from "fast-check";
import { expect, test } from "vitest";
import { toJson } from "#chat/terminal/json.ts";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { anyReply, anyText } from "./any-reply.ts";

test("a secret is revealed, bytes are base64, and what is absent is absent", () => {
  const reply: Reply = {
    tone: "ok",
    title: "shop is ready",
    blocks: [
      { kind: "secret", label: "uri", value: new Secret("redis://:q7Zk@127.0.0.1:20001") },
      { kind: "fields", fields: { Port: "20001" } },
      { kind: "file", name: "a.sql", bytes: new Uint8Array([1, 2, 3]) },
      { kind: "image", name: "a.png", png: new Uint8Array([4]), alt: "a" },
    ],
  };
  expect(toJson("/db up redis", reply)).toMatchInlineSnapshot(
    `"{"command":"/db up redis","ok":true,"tone":"ok","title":"shop is ready","blocks":[{"kind":"secret","label":"uri","value":"redis://:q7Zk@127.0.0.1:20001"},{"kind":"fields","fields":{"Port":"20001"}},{"kind":"file","name":"a.sql","base64":"AQID"},{"kind":"image","name":"a.png","alt":"a","base64":"BA=="}]}"`,
  );
});

test("a problem is told, and it was not ok", () => {
  const reply: Reply = {
    tone: "error",
    title: "No such database.",
    problem: { code: "not-found", message: "No such database.", hint: "/db list" },
  };
  expect(toJson("/db url shpo", reply)).toMatchInlineSnapshot(
    `"{"command":"/db url shpo","ok":false,"tone":"error","title":"No such database.","blocks":[],"problem":{"code":"not-found","message":"No such database.","hint":"/db list"}}"`,
  );
});

test("what still waits for a yes was not done", () => {
  const reply: Reply = {
    tone: "warning",
    title: "Not yet",
    confirm: { question: "Remove shop?", command: "/db down shop --yes" },
    actions: [{ label: "look first", command: "/db status shop" }],
  };
  expect(toJson("/db down shop", reply)).toMatchInlineSnapshot(
    `"{"command":"/db down shop","ok":false,"tone":"warning","title":"Not yet","blocks":[],"confirm":{"question":"Remove shop?","command":"/db down shop --yes"},"actions":[{"label":"look first","command":"/db status shop"}]}"`,
  );
});

test("any reply to any line is one line that parses, for readers by any notion of a line", () => {
  fc.assert(
    fc.property(anyText, anyReply, (line, reply) => {
      const json = toJson(line, reply);
      expect(json).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      const { command, title, ok, blocks } = JSON.parse(json);
      expect({ command, title }).toEqual({
        command: line.toWellFormed() === line ? line : command,
        title: reply.title,
      });
      expect(ok).toBe(reply.tone !== "error" && !reply.problem && !reply.confirm);
      expect(blocks).toHaveLength(reply.blocks?.length ?? 0);
      expect(json).not.toContain("[redacted]");
    }),
    { numRuns: 500 },
  );
});
