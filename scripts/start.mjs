// npm start -- [ARGUMENTS…]: sets up what is missing, then runs the bot.
import { runWith } from "./run.mjs";
import { fromRoot } from "./setup/root.mjs";
import { runScript, setUp } from "./setup.mjs";

await runScript(async () => {
  const { node } = await setUp();
  await runWith(node, fromRoot("src/main.ts"), process.argv.slice(2));
});
