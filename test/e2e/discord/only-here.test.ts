import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, test } from "vitest";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { TOKEN } from "#test/support/loopback-discord/state.ts";
import { takeViolations } from "#test/support/loopback-discord/violations.ts";

test("1. a token and the address of the API are all it needs, and the only intent is Guilds", async () => {
  await using it = await connected(() => [{ tone: "ok", title: "shop is stopped", audience: "channel" }], {
    settings: { guildIds: [] },
  });
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
  expect(it.discord.gateway.identified.map(({ token, intents }) => [token, intents])).toEqual([[TOKEN, 1]]);
});

// Addresses that nobody has (RFC 5737).
test.each<[string, () => void]>([
  [
    "a socket",
    () =>
      connect({ host: "192.0.2.1", port: 9 })
        .on("error", () => undefined)
        .destroy(),
  ],
  [
    "a socket, by its port and host",
    () =>
      connect(9, "192.0.2.1")
        .on("error", () => undefined)
        .destroy(),
  ],
  [
    "a socket with TLS",
    () =>
      connectTls({ host: "192.0.2.1", port: 9 })
        .on("error", () => undefined)
        .destroy(),
  ],
  ["a fetch", () => void fetch("http://192.0.2.1/", { signal: AbortSignal.timeout(50) }).catch(() => undefined)],
  ["a WebSocket", () => new WebSocket("ws://192.0.2.1/").close()],
])("1. %s to any other host fails the test that opens it", async (_, open) => {
  open();
  await expect.poll(takeViolations).toEqual(["a connection to 192.0.2.1"]);
});
