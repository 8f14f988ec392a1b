import { expect, test, vi } from "vitest";
import { Presses } from "#chat/slack/press.ts";
import type { Ask, Requests } from "#chat/slack/requests.ts";
import { ResponseUrl } from "#chat/slack/response-url.ts";
import { createSigner } from "#chat/slack/signature.ts";
import type { Reply } from "#core/reply.ts";

const refusal: Reply = {
  tone: "error",
  title: "No.",
  audience: "caller",
  problem: { code: "not-allowed", message: "No." },
};

test.each<[string, Reply, number]>([
  ["that was refused can be pressed by somebody else while the refusal is on its way", refusal, 2],
  ["that changes something does so once", { tone: "ok", title: "It stops.", audience: "channel" }, 1],
])("a button %s", (_, first, times) => {
  const signer = createSigner({ secret: "s", team: "T1", now: Date.now, nonce: () => "once", lifeMs: 60_000 });
  const answer = vi.fn<(ask: Ask) => Promise<Reply>>(async ({ onFirst }) => {
    onFirst?.(first);
    return new Promise<Reply>(() => {});
  });
  const presses = new Presses({
    commands: { all: new Map() },
    requests: { answer } as unknown as Requests,
    signer,
    responseUrl: (url) => new ResponseUrl(String(url), async () => new Response("ok"), Date.now),
    onHomeChanged: () => {},
    now: Date.now,
  });
  for (const user of ["U0EVE", "U0ANN"]) {
    const place = { team: { id: "T1" }, channel: { id: "C1" }, response_url: "https://hooks.slack.com/x" };
    const action = { action_id: "run", value: signer.sign("/db stop shop"), text: { text: "Stop" } };
    void presses.press({ ...place, user: { id: user } }, action, user);
  }
  expect(answer).toHaveBeenCalledTimes(times);
});
