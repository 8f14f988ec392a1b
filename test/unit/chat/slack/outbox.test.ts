import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MOST_WAITING, Outbox, OutboxFull, RateLimited } from "#chat/outbox.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function outbox(
  alert: (channel: string, alerts: readonly string[], unlisted: number) => Promise<void> = async () => {},
) {
  return new Outbox<string>({ intervalMs: 1_000, editsPerMinute: 50, alert });
}

describe("an outbox", () => {
  test("lets a short burst through and then one message a second", async () => {
    const out = outbox();
    const times: number[] = [];
    const began = Date.now();
    for (let index = 0; index < 8; index++) void out.post("C1", `${index}`, async () => times.push(Date.now() - began));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(times.filter((ms) => ms < 100)).toHaveLength(5);
    expect(times).toHaveLength(8);
    expect(times.at(-1)).toBeGreaterThanOrEqual(5_000);
  });

  test("sends of waiting edits of a message only the latest, and at most one a second", async () => {
    const out = outbox();
    const sent: string[] = [];
    await out.post("C1", "m", async () => sent.push("first"));
    const edits = ["a", "b", "c"].map((text) => out.edit("C1", "m", text === "c", async () => sent.push(text)));
    await vi.advanceTimersByTimeAsync(900);
    expect(sent).toEqual(["first"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toEqual(["first", "c"]);
    expect(await Promise.all(edits)).toEqual([undefined, undefined, 2]);
  });

  test("obeys Retry-After in that channel and no other", async () => {
    const out = outbox();
    const sent: [string, number][] = [];
    const began = Date.now();
    let limited = false;
    const send = (channel: string) => async () => {
      if (channel === "C1" && !limited) {
        limited = true;
        throw new RateLimited(3_000);
      }
      sent.push([channel, Date.now() - began]);
    };
    void out.post("C1", "a", send("C1"));
    void out.post("C2", "b", send("C2"));
    await vi.advanceTimersByTimeAsync(10);
    expect(sent).toEqual([["C2", 0]]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sent).toEqual([
      ["C2", 0],
      ["C1", 3_000],
    ]);
  });

  test("keeps at most 50 edits a minute, and a reserve for last states", async () => {
    const out = outbox();
    const times: number[] = [];
    const began = Date.now();
    const edit = (key: string, last: boolean) => out.edit(key, key, last, async () => times.push(Date.now() - began));
    const left = Array.from({ length: 60 }, (_, index) => edit(`C${index}`, false));
    await vi.advanceTimersByTimeAsync(100);
    const more = Array.from({ length: 60 }, (_, index) => edit(`D${index}`, false));
    const last = Array.from({ length: 60 }, (_, index) => edit(`E${index}`, true));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(times.length).toBe(50);
    expect((await Promise.all(more)).every((sent) => sent === undefined)).toBe(true);
    await vi.advanceTimersByTimeAsync(200_000);
    await Promise.all([...left, ...last]);
    for (const time of times)
      expect(times.filter((at) => at > time - 60_000 && at <= time).length).toBeLessThanOrEqual(50);
  });

  test("sends replies before alerts, and alerts that waited as one", async () => {
    const sent: string[] = [];
    const out = outbox(async (_, alerts, unlisted) => void sent.push(`${alerts.length} alerts, ${unlisted} more`));
    for (let index = 0; index < 25; index++) out.alert("C1", `crash ${index}`);
    void out.post("C1", "m", async () => sent.push("reply"));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toEqual(["reply", "10 alerts, 15 more"]);
  });

  test("refuses what is more than a channel can wait for, and says so to the sender", async () => {
    const out = outbox();
    const never = new Promise<void>(() => {});
    for (let index = 0; index < MOST_WAITING; index++) void out.post("C1", `${index}`, () => never);
    await expect(out.post("C1", "one more", () => never)).rejects.toThrow(OutboxFull);
  });

  test("gives an error of the sender's to the sender, and goes on", async () => {
    const out = outbox();
    const failed = out.post("C1", "a", () => Promise.reject(new Error("no"))).catch((error: unknown) => error);
    const next = out.post("C1", "b", async () => "sent");
    await vi.advanceTimersByTimeAsync(10);
    expect(await failed).toEqual(new Error("no"));
    expect(await next).toBe("sent");
  });
});
