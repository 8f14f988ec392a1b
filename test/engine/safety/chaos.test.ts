import { expect, test } from "vitest";
import { chaos } from "#test/chaos/run.ts";
import { portWindow } from "#test/support/bot.ts";
import { scratch } from "./support.ts";

test("two bots, one with spares, that are killed fifty times each at random moments lose nothing and leave nothing behind", async () => {
  const results = await Promise.all(
    [0, 2].map(async (spares) => {
      await using folder = await scratch();
      return await chaos({ dataDirectory: folder.path, ports: portWindow(), kills: 50, spares, random: Math.random });
    }),
  );
  const right = { kills: 50, disorder: [], lost: [], wrongExpiry: [], lockedOut: [] };
  expect(results).toMatchObject([right, right]);
}, 600_000);
