import { expect, test, vi } from "vitest";
import { textOf, ANN } from "#test/support/loopback-discord/state.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";

test("/longshore whoami is deferred to the caller alone at once, and answered there", async () => {
  await using it = await connected(() => [{ tone: "ok", title: "You are ann", audience: "caller" }]);
  it.person().command("longshore whoami");
  const message = await it.shown("You are ann");
  expect(message.user).toBe(ANN);
  expect(it.discord.workspace.interactions[0]?.callback).toEqual({ type: 5, data: { flags: 64 } });
  expect(textOf(message)).toContain("You are ann");
});

test("many who ask at once do not wait for one another's answers", async () => {
  await using it = await connected(() => [{ tone: "ok", title: "done" }]);
  const asked = Array.from({ length: 30 }, () => it.person().command("longshore whoami"));
  // One edit a second would be half a minute.
  await vi.waitFor(() => expect(asked.filter(({ original }) => original?.thinking !== false)).toEqual([]), {
    timeout: 10_000,
  });
});
