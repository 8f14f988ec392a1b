import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { createEgress } from "#chat/discord/egress.ts";
import { createRest } from "#chat/discord/rest.ts";
import { Secret } from "#core/secret.ts";
import type { Reply } from "#core/reply.ts";
import { loadCommands } from "#dispatch/load.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import type { Connected } from "#test/support/loopback-discord/connected.ts";
import { leavesOf } from "#test/support/loopback-discord/leaves.ts";
import type { Leaf } from "#test/support/loopback-discord/leaves.ts";
import { ANN, APPLICATION, GUILD, textOf, TOKEN } from "#test/support/loopback-discord/state.ts";
import type { Interaction, Thing } from "#test/support/loopback-discord/state.ts";

const commands = await loadCommands();
const [PUBLIC, PRIVATE] = [0, 64];
const TEXT_INPUT = 4;
const secret: Reply = {
  tone: "ok",
  title: "here it is",
  blocks: [{ kind: "secret", label: "Connection string", value: new Secret("redis://app:canary@127.0.0.1/0") }],
};

test.each([
  ["public", PUBLIC, PRIVATE, undefined],
  ["private", PRIVATE, PUBLIC, ANN],
] as const)(
  "10. the first follow-up after a %s promise takes its place, and is seen by whoever that was made to, as in Discord",
  async (_, promised, asked, seenBy) => {
    await using it = await connected(() => []);
    await it.chat.stop();
    const { discord } = it;
    const egress = createEgress({ apiUrl: discord.apiUrl, timeoutMs: 5_000, signal: new AbortController().signal });
    const rest = createRest(discord.apiUrl, egress, TOKEN);
    const { id, token } = it.person().command("db list");
    const say = (flags: number, content: string) =>
      rest.post(`/webhooks/${APPLICATION}/${token}`, { auth: false, body: { content, flags } });
    await rest.post(`/interactions/${id}/${token}/callback`, {
      auth: false,
      body: { type: 5, data: { flags: promised } },
    });
    await say(asked, "first");
    await say(asked, "second");
    const seen = discord.workspace.visible().map(({ content, user }) => [content, user]);
    expect(seen).toEqual([
      ["first", seenBy],
      ["second", asked === PRIVATE ? ANN : undefined],
    ]);
    rest.clearHandlerSweeper();
    rest.clearHashSweeper();
  },
);

test("10. every command that can answer with a secret promises its answer to the caller alone", async () => {
  const able = await ableToPrintSecrets();
  expect(able).toContain("db up");
  await using it = await connected(() => [secret], { commands });
  for (const leaf of everyLeaf(it).filter(({ path }) => able.includes(path))) {
    const asked = it.person().command(leaf.path, leaf.values);
    await vi.waitFor(() => expect(asked.callback, leaf.path).toBeDefined());
    expect(asked.callback, leaf.path).toEqual({ type: 5, data: { flags: PRIVATE } });
  }
  await vi.waitFor(() => expect(canaries(it).length).toBeGreaterThanOrEqual(able.length), { timeout: 10_000 });
});

test.each<[string, readonly Reply[]]>([
  ["at once", [secret]],
  ["although it says that it is for the channel", [{ ...secret, audience: "channel" }]],
  ["after the channel saw it work", [{ tone: "working", title: "working", audience: "channel" }, secret]],
  ["as the reason of an error", [{ ...secret, tone: "error", problem: { code: "internal", message: "it broke" } }]],
])(
  "10. whichever command answers with a secret, %s, no public message ever holds it, and the caller gets it",
  async (_, replies) => {
    await using it = await connected(() => replies, { commands });
    const leaves = everyLeaf(it);
    expect(leaves.length).toBeGreaterThan(50);
    for (const { path, values } of leaves) {
      const asked = it.person().command(path, values);
      await vi.waitFor(() => expect(asked.callback, path).toBeDefined(), { timeout: 10_000, interval: 2 });
      if (asked.callback?.["type"] === 9) submit(it, asked);
    }
    await vi.waitFor(() => expect(canaries(it)).toHaveLength(leaves.length), { timeout: 30_000, interval: 50 });
    for (const { user, states } of it.discord.workspace.messages) {
      if (user !== ANN) expect(JSON.stringify(states)).not.toContain("canary");
    }
  },
);

/** By their sources: those that make a secret and do not hand it to somebody directly. */
async function ableToPrintSecrets(): Promise<readonly string[]> {
  const folder = fileURLToPath(new URL("../../../commands/", import.meta.url));
  const able: string[] = [];
  for await (const file of glob("**/*.ts", { cwd: folder })) {
    const text = await readFile(`${folder}${file}`, "utf8");
    if (/\bnew Secret\(|kind: "secret"/.test(text) && !/\bsend\(/.test(text)) {
      able.push(file.replace(/\.ts$/, "").replaceAll(/[/\\]/g, " "));
    }
  }
  return able;
}

/** Every command as it stands; what destroys with its yes, too, as then it is done without a question. */
function everyLeaf(it: Connected): readonly Leaf[] {
  return leavesOf(it.discord.workspace.commands.get(GUILD) ?? []).flatMap((leaf) => {
    const destroys = commands.all.get(leaf.path)?.effect === "destroy";
    return destroys ? [leaf, { ...leaf, values: { ...leaf.values, yes: true } }] : [leaf];
  });
}

function submit(it: Connected, { callback }: Interaction): void {
  const form = callback?.["data"] as Thing;
  const isTyped = (field: Thing) => (field["component"] as Thing)["type"] === TEXT_INPUT;
  const labels = (form["components"] as readonly Thing[]).filter(isTyped).map(({ label }) => String(label));
  it.person().submit(form, Object.fromEntries(labels.map((label) => [label, "nginx"])));
}

function canaries(it: Connected) {
  return it.discord.workspace.visible().filter((message) => message.user === ANN && textOf(message).includes("canary"));
}
