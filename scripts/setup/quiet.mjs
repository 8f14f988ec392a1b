import { spawn } from "node:child_process";

/**
 * Runs a program whose output nobody wants to read unless it fails.
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<void>} Rejects with the last lines of what it said.
 */
export async function runQuietly(command, commandArguments, options = {}) {
  const child = spawn(command, commandArguments, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => (output = (output + chunk).slice(-20_000)));
  }
  const ending = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  if (ending === 0) return;
  const lines = output.trimEnd().split("\n").slice(-15);
  throw new Error(`${command} ${commandArguments.join(" ")} failed (${ending})\n${lines.join("\n")}`.trimEnd());
}

/**
 * @param {readonly string[]} npmArguments
 * @param {import("node:child_process").SpawnOptions} options
 */
export async function runNpm(npmArguments, options) {
  // The npm that started us, if one did: on Windows the one on the PATH is a script for the shell.
  const started = process.env["npm_execpath"];
  // `npm start --silent` would be silent about the errors of this one too.
  const all = [...npmArguments, "--loglevel=error"];
  if (started?.endsWith("npm-cli.js")) return runQuietly(process.execPath, [started, ...all], options);
  return runQuietly("npm", all, { ...options, shell: process.platform === "win32" });
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
