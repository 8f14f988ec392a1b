import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { optionsOf } from "#core/options.ts";
import { loadCommands } from "#dispatch/load.ts";

test("every command about databases and containers takes --host, every one about hosts a name, and both are completed", async () => {
  const { all } = await loadCommands(fileURLToPath(new URL("../../../commands", import.meta.url)));
  const without = [...all]
    .filter(([path, command]) => {
      const options = optionsOf(command).filter(({ suggest }) => suggest === "hosts");
      return !options.some(({ name, positional }) =>
        path.startsWith("host ") ? positional || name === "host" : name === "host",
      );
    })
    .map(([path]) => path);
  // The list is of all hosts; the bot's own words are about none.
  expect(without.filter((path) => !path.startsWith("longshore "))).toEqual(["host list"]);
});
