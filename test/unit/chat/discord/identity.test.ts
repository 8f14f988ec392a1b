import { expect, test } from "vitest";
import { placeId } from "#core/caller.ts";
import { arrived, callerOf } from "#chat/discord/identity.ts";

const CHANNEL = "2000000000000000001";
const THREAD = "2000000000000000002";

function callerIn(channel: object) {
  const came = arrived({
    ...{ id: "1", application_id: "2", type: 2, token: "t", guild_id: "3", channel_id: THREAD, channel },
    member: { user: { id: "4", username: "ann" }, roles: ["5"] },
  });
  if (came.kind !== "interaction") throw new Error("it was not understood");
  return callerOf(came.envelope);
}

test.each([10, 11, 12])(
  "in a thread (type %i) what the settings say of its channel holds, and answers go to the thread",
  (type) => {
    const caller = callerIn({ id: THREAD, type, parent_id: CHANNEL });
    expect(caller).toMatchObject({ channel: CHANNEL, thread: THREAD, user: "4", groups: ["5"] });
    expect(placeId(caller)).toBe(`discord:3/${CHANNEL}:${THREAD}`);
  },
);

test("the category a channel is in is not its channel", () => {
  expect(callerIn({ id: THREAD, type: 0, parent_id: CHANNEL })).toMatchObject({ channel: THREAD });
  expect(callerIn({ id: THREAD, type: 0, parent_id: CHANNEL }).thread).toBeUndefined();
});
