// npm run check: everything that can be said about the sources without an engine. A tool's output is shown when it fails.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromRoot } from "./setup/root.mjs";
import { runScript, setUp } from "./setup.mjs";

const sources = ["src", "commands", "test", "scripts", "images", "vitest.config.ts"];

/** What is run: the package whose program it is, and its arguments. */
const tools = [
  { title: "format", program: "oxfmt", words: ["--check", ...sources] },
  { title: "lint", program: "oxlint", words: ["--type-aware", "--deny-warnings", ...sources] },
  { title: "types", program: "typescript/tsc", words: [] },
  { title: "unused", program: "knip", words: [] },
  { title: "unit tests", program: "vitest", words: ["run", "--project", "unit"] },
];

await runScript(async () => {
  const { node } = await setUp({ engine: false });
  const results = await Promise.all(tools.map((tool) => run(node, tool)));
  if (results.includes(false)) process.exitCode = 1;
});

/**
 * @param {string} node
 * @param {typeof tools[number]} tool
 * @returns {Promise<boolean>}
 */
async function run(node, { title, program, words }) {
  const began = Date.now();
  const path = programPath(program);
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", path, ...words], {
    cwd: fromRoot(""),
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (code !== 0) console.log(output.trimEnd());
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${title} (${seconds} s)`);
  return code === 0;
}

/**
 * Not from node_modules/.bin, which holds scripts for the shell on Windows.
 * @param {string} program A package, or package/program when the two have different names.
 */
function programPath(program) {
  const [name = "", command = name] = program.split("/");
  const manifest = fromRoot(`node_modules/${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  return join(dirname(manifest), typeof bin === "string" ? bin : bin[command]);
}
