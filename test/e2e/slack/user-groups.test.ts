import { expect, test, vi } from "vitest";
import { userGroupScope } from "#chat/slack/scopes.ts";
import { userGroupsIn } from "#chat/slack/user-groups.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import type { LoopbackSlack } from "#test/support/loopback-slack/server.ts";

const grants = { operator: ["slack:T0001/@S0ONCALL"] };
const settings = { userGroups: userGroupsIn(grants) };
const before = ({ workspace }: LoopbackSlack) => {
  workspace.scopes = [...(workspace.scopes ?? []), userGroupScope.name];
};

test("who is in a user group with a role may act, and who is not may not", async () => {
  await using it = await connected(dispatchingBot(grants), {
    settings,
    before(slack) {
      before(slack);
      slack.workspace.userGroups.set("S0ONCALL", ["U0ANN"]);
    },
  });
  await it.person().slash("/db stop shop");
  await it.until("it ran", () => it.slack.workspace.visible().find(({ text }) => text.includes("db stop")));
  await it.person({ user: "U0BOB" }).slash("/db stop shop");
  await it.until("it was refused", () =>
    it.slack.workspace.visible().find(({ text }) => text.includes("no role here")),
  );
});

test("a group that cannot be asked about has nobody in it, and the log says why", async () => {
  await using it = await connected(dispatchingBot(grants), { settings, before });
  expect(it.logged).toContainEqual(
    expect.objectContaining({ level: "warning", message: expect.stringContaining("S0ONCALL") }),
  );
  await it.person().slash("/db stop shop");
  await it.until("it was refused", () =>
    it.slack.workspace.visible().find(({ text }) => text.includes("no role here")),
  );
});

test("nobody is asked about groups when none has a role", async () => {
  await using it = await connected(dispatchingBot());
  await vi.waitFor(() => expect(it.chat.health().state).toBe("connected"));
  expect(it.slack.calls.filter(({ method }) => method.startsWith("usergroups"))).toEqual([]);
});
