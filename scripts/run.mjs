// Runs a TypeScript file of ours, whatever Node is installed: node scripts/run.mjs FILE [ARGUMENTS…]
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { fromRoot } from "./setup/root.mjs";
import { runScript, setUp } from "./setup.mjs";

/** Below node_modules and not in a shared /tmp, where anybody could put code for us to run. */
const compileCache = fromRoot("node_modules/.cache/compile");

/**
 * Runs the file as if Node had been started with it: same arguments, input, output, signals and ending.
 * @param {string} file
 * @param {readonly string[]} fileArguments
 * @param {string} node
 */
export async function runWith(node, file, fileArguments) {
  if (node === process.execPath) {
    await runHere(file, fileArguments);
  } else {
    const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
    const flags = [...process.execArgv, "--disable-warning=ExperimentalWarning"];
    const ending = await runToEnd(node, [...flags, file, ...fileArguments], { env });
    endLike(ending);
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export async function runToEnd(command, commandArguments, options = {}) {
  const child = spawn(command, commandArguments, { stdio: "inherit", ...options });
  // A terminal gives Ctrl-C to the whole group: the child has it already, and a second one could mean "at once".
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    if (signal !== "SIGINT" || !hasTerminal) child.kill(signal);
  };
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code, signal }));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

/** @param {{ code: number | null, signal: NodeJS.Signals | null }} ending */
function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}

/**
 * In this process: nothing stands between the bot and its signals, and a second start of Node is saved.
 * @param {string} file
 * @param {readonly string[]} fileArguments
 */
async function runHere(file, fileArguments) {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache(compileCache);
  ignoreExperimentalWarnings();
  process.argv.splice(1, Infinity, resolve(file), ...fileArguments);
  await import(pathToFileURL(resolve(file)).href);
}

/** What --disable-warning=ExperimentalWarning does; it is no option here, as Node 18 refuses to start with it. */
function ignoreExperimentalWarnings() {
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning") console.error(`(node) ${warning.name}: ${warning.message}`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    const [file, ...fileArguments] = process.argv.slice(2);
    if (file === undefined) throw new Error("node scripts/run.mjs FILE [ARGUMENTS…]");
    const { node } = await setUp();
    await runWith(node, file, fileArguments);
  });
}
