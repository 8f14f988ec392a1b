// npm test [-- --all | VITEST'S ARGUMENTS]: sets up what is missing, builds the database images that are missing, runs the
// tests: all but those that take minutes, all of them, or all that the arguments name.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureImages, unbuildable } from "../images/build.mjs";
import { runToEnd } from "./run.mjs";
import { ensureNewestEngine } from "./setup/newest-engine.mjs";
import { ensurePodman } from "./setup/podman.mjs";
import { fromRoot } from "./setup/root.mjs";
import { runScript, setUp } from "./setup.mjs";

/**
 * @typedef {{ status: string, message?: string, assertionResults: unknown[] }} FileResult
 * @typedef {object} Report As vitest's JSON reporter writes it, the part of it that counts.
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {FileResult[]} testResults
 */

await runScript(async () => {
  const testArguments = process.argv.slice(2).filter((word) => word !== "--all");
  const isAll = process.argv.length > 2;
  const engine = !onlyUnit(testArguments);
  const { node, engineProblem } = await setUp({ engine });
  if (engineProblem !== undefined) {
    throw new Error("The tests need a Docker Engine; those that need none: npm test -- --project unit");
  }
  if (engine) await buildImages();
  if (engine && isAll) await ensureNewestEngine(say);
  if (engine && isAll) await ensurePodman(say);
  process.exitCode = await runVitest(node, testArguments, isAll ? { TEST_ALL: "1" } : {});
});

/** @param {string} text */
function say(text) {
  console.error(`set-up: ${text}`);
}

/** @param {readonly string[]} testArguments */
function onlyUnit(testArguments) {
  const projects = testArguments.flatMap((word, index) =>
    word === "--project" ? [testArguments[index + 1]] : word.startsWith("--project=") ? [word.slice(10)] : [],
  );
  return projects.length > 0 && projects.every((project) => project === "unit" || project === "slow");
}

async function buildImages() {
  const reason = unbuildable();
  if (reason === undefined) await ensureImages({ onStep: say });
  else say(`${reason}; the tests take the official images`);
}

/**
 * @param {string} node
 * @param {readonly string[]} testArguments
 * @param {Readonly<Record<string, string>>} variables
 * @returns {Promise<number>} The exit code; the last line it printed counts the tests.
 */
async function runVitest(node, testArguments, variables) {
  const folder = mkdtempSync(join(tmpdir(), "longshore-test-"));
  const reportPath = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportPath}`];
    const vitest = fromRoot("node_modules/vitest/vitest.mjs");
    const words = ["--disable-warning=ExperimentalWarning", vitest, "run", ...reporters, ...testArguments];
    const { code } = await runToEnd(node, words, { cwd: fromRoot(""), env: { ...process.env, ...variables } });
    console.log(summary(JSON.parse(readFileSync(reportPath, "utf8")), code === 0));
    return code ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Report} report
 * @param {boolean} succeeded
 */
function summary(report, succeeded) {
  // A file that cannot be loaded has no tests to fail.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const counts = [`${report.numPassedTests} passed`, `${Math.max(failed, succeeded ? 0 : 1)} failed`];
  return [...counts, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
}
