// What must be there before anything of ours can run. Plain JavaScript for any Node >= 18, without dependencies: it runs before
// they are installed. Every step says one line when it does something, and nothing when there is nothing to do.
import { ensureDependencies } from "./setup/dependencies.mjs";
import { ensureEngine } from "./setup/engine.mjs";
import { ensureNode } from "./setup/node.mjs";
import { messageOf } from "./setup/quiet.mjs";

/**
 * @param {{ engine?: boolean }} [options] `engine: false` leaves Docker out of it.
 * @returns {Promise<{ node: string, engineProblem: string | undefined }>} The Node to run our sources with, and why there is no
 *   engine on this machine, if there is none and there should be one.
 */
export async function setUp({ engine = true } = {}) {
  const say = (/** @type {string} */ text) => console.error(`set-up: ${text}`);
  await ensureDependencies(say);
  const node = await ensureNode(say);
  const engineProblem = engine ? await ensureEngine(say) : undefined;
  return { node, engineProblem };
}

/**
 * Runs a script's main function; what it throws is one line for people, not a stack.
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
