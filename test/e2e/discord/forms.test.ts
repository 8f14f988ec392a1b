import { expect, test, vi } from "vitest";
import { loadCommands } from "#dispatch/load.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { BOB } from "#test/support/loopback-discord/state.ts";
import type { Thing } from "#test/support/loopback-discord/state.ts";

const commands = await loadCommands();
const done = () => [{ tone: "ok" as const, title: "ran it", audience: "caller" as const }];

test("20. what is missing is asked for with a form, and what was filled in is run with what was given before", async () => {
  await using it = await connected(done, { commands });
  const ann = it.person();
  const asked = ann.command("docker exec", { name: "shop" });
  const form = await opened(asked);
  expect(form["title"]).toBe("/docker exec");
  expect(it.bot.requests).toEqual([]);
  ann.submit(form, { Command: "echo hello" });
  await it.shown("ran it");
  expect(it.bot.requests.map(({ what }) => what)).toEqual([
    { command: "docker exec", values: expect.objectContaining({ name: "shop", command: expect.anything() }) },
  ]);
});

test("20. a form that was cancelled leaves nothing behind, and one of somebody else or of nobody is refused", async () => {
  await using it = await connected(done, { commands });
  const ann = it.person();
  const form = await opened(ann.command("docker exec", { name: "shop" }));
  it.person({ user: BOB }).submit(form, { Command: "echo hello" });
  expect((await it.shown("This form is too old")).user).toBe(BOB);
  ann.submit({ ...form, custom_id: "ls1.form.nobody" }, { Command: "echo hello" });
  await it.shown("This form is too old");
  expect(it.bot.requests).toEqual([]);
});

async function opened(asked: { callback?: Thing }): Promise<Thing> {
  await vi.waitFor(() => expect(asked.callback?.["type"]).toBe(9));
  return asked.callback?.["data"] as Thing;
}
