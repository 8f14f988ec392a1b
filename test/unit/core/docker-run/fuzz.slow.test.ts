import fc from "fast-check";
import { expect, test } from "vitest";
import { planRun } from "#core/docker-run/plan.ts";
import type { RunLine } from "#core/docker-run/read.ts";
import { readRunLine, readRunText } from "#core/docker-run/read.ts";
import { refusals } from "#core/docker-run/policy.ts";
import { Problem } from "#core/problem.ts";
import { isAll } from "#test/support/extent.ts";
import { anyBrokenLine, anyLine } from "./any-line.ts";
import { context, strict } from "./context.ts";
import { dangersIn } from "./dangers.ts";
import { images } from "./known-images.ts";

// Half a minute when all tests are run. Fewer, or more for a night:
// FUZZ_RUNS=5000000 npx vitest run --project slow test/unit/core/docker-run/fuzz.slow.test.ts
const RUNS = Number(process.env["FUZZ_RUNS"] ?? (isAll ? 100_000 : 25_000));

/** Each way a line can end, and how often it did. */
interface Outcomes {
  plan: number;
  "bad-input": number;
  "not-allowed": number;
}

test("a line that Docker takes is a plan, or is refused by policy, by name", { timeout: 10_000 + RUNS * 5 }, () => {
  const outcomes = run(RUNS / 4, anyLine(), (words) => readRunLine(words, { images }));
  expect(outcomes.plan).toBeGreaterThan(RUNS / 100);
  expect(outcomes["not-allowed"]).toBeGreaterThan(RUNS / 100);
});

test("a line with words and letters changed is a plan or a Problem", { timeout: 10_000 + RUNS * 5 }, () => {
  const outcomes = run(RUNS / 2, anyBrokenLine(), (words) => readRunLine(words, { images }));
  expect(outcomes.plan).toBeGreaterThan(RUNS / 200);
  expect(outcomes["bad-input"]).toBeGreaterThan(RUNS / 100);
});

test("so is such a line as a chat delivers it", { timeout: 10_000 + RUNS * 5 }, () => {
  const outcomes = run(RUNS / 4, anyBrokenLine(), (words) => readRunText(words.join(" "), { images }));
  expect(outcomes["bad-input"]).toBeGreaterThan(RUNS / 200);
});

/** A plan or a Problem, never anything else; and no plan that policy or a second look at the body would forbid. */
function run(
  runs: number,
  lines: fc.Arbitrary<readonly string[]>,
  read: (words: readonly string[]) => RunLine,
): Outcomes {
  const outcomes: Outcomes = { plan: 0, "bad-input": 0, "not-allowed": 0 };
  const property = fc.property(lines, (words) => {
    try {
      const { body } = planRun(read(words).request, strict, context).request;
      outcomes.plan++;
      const sent: unknown = JSON.parse(JSON.stringify(body));
      if (dangersIn(sent).length > 0 || refusals(sent, strict, context).length > 0) {
        throw new Error(`A dangerous plan: ${dangersIn(sent).join(", ")}`);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.message === "" || (error.code !== "bad-input" && error.code !== "not-allowed")) throw error;
      outcomes[error.code]++;
    }
  });
  fc.assert(property, { numRuns: runs });
  return outcomes;
}
