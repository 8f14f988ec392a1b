import { expect, test } from "vitest";
import { channelId, channelOfPlace, placeId } from "#core/caller.ts";

const ann = { platform: "slack", team: "T1", channel: "C1" };

test.each([undefined, "1700000000.000042"])("a place in thread %s knows its channel", (thread) => {
  expect(channelOfPlace(placeId({ ...ann, thread }))).toBe(channelId(ann));
});

test("a place without a thread is the channel itself", () => {
  expect(placeId(ann)).toBe("slack:T1/C1");
  expect(placeId({ ...ann, thread: "17.42" })).toBe("slack:T1/C1:17.42");
  expect(channelOfPlace("terminal:machine/terminal")).toBe("terminal:machine/terminal");
});
