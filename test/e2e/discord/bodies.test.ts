import { expect, test } from "vitest";
import type { Block, Reply, Tone } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { loadCommands } from "#dispatch/load.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { GUILD } from "#test/support/loopback-discord/state.ts";

// The loopback Discord refuses what Discord would, and what it refuses fails the test: that a body arrives is the proof.
const commands = await loadCommands();
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const blocks: readonly Block[] = [
  { kind: "text", text: "plain @everyone ``` text" },
  { kind: "fields", fields: { Address: "127.0.0.1:5432", "": "" } },
  { kind: "table", columns: ["NAME", "HOST"], rows: Array.from({ length: 200 }, (_, row) => [`shop-${row}`, "local"]) },
  { kind: "log", name: "web", text: "short", truncated: false },
  { kind: "log", name: "w e b", text: "a long line\n".repeat(500), truncated: true },
  { kind: "progress", label: "Pulling", done: 1, total: 3, unit: "bytes" },
  { kind: "image", name: "memory", png, alt: "memory of shop" },
  { kind: "image", name: "memory.png", png, alt: "" },
  { kind: "file", name: "dump 한글.sql", bytes: new Uint8Array(100) },
  { kind: "file", name: "empty", bytes: new Uint8Array() },
  { kind: "secret", label: "Connection string", value: new Secret("redis://app:x@127.0.0.1/0"), again: "/db url shop" },
];

test.each<Tone>(["ok", "warning", "error"])(
  "2. a reply that says %s with every kind of block is what Discord takes",
  async (tone) => {
    await using it = await connected(function* (): Generator<Reply> {
      yield { tone: "working", title: "Starting shop", blocks };
      yield { tone, title: "shop 🐳", audience: "caller", blocks };
    });
    it.person().command("db up", { kind: "postgres" });
    const message = await it.shown("shop 🐳");
    expect(message.files.map(({ name }) => name)).toContain("dump.sql");
  },
);

test.each(blocks.map((block) => [block.kind, block] as const))(
  "2. a reply that is nothing but %s is what Discord takes",
  async (_, block) => {
    await using it = await connected(() => [{ tone: "ok", title: "shop", audience: "caller", blocks: [block] }]);
    it.person().command("db list");
    await it.shown("shop");
  },
);

test("2. a reply of far too much of everything is what Discord takes", async () => {
  const long = "x".repeat(9_000);
  await using it = await connected(() => [
    {
      tone: "error",
      title: long,
      audience: "caller",
      problem: { code: "internal", message: long, hint: `/${long}` },
      blocks: Array.from({ length: 60 }, (_, index): Block[] => [
        { kind: "text", text: long },
        { kind: "fields", fields: { [long]: long } },
        { kind: "file", name: `${long}-${index}`, bytes: new Uint8Array(10) },
        { kind: "secret", label: long, value: new Secret("y".repeat(400)), again: long },
      ]).flat(),
      actions: Array.from({ length: 60 }, (_, index) => ({ label: `${long}${index}`, command: `/db url ${index}` })),
    },
  ]);
  it.person().command("db list");
  await it.shown("❌");
});

test("2. 3. the definitions of all real commands are what Discord takes", async () => {
  await using it = await connected(() => [], { commands });
  expect(it.discord.workspace.commands.get(GUILD)?.length).toBeGreaterThan(3);
});
