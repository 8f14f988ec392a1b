import { defineConfig } from "vitest/config";
import { isAll } from "./test/support/extent.ts";

/**
 * The same again on other engines, and many times over, and what an engine of its own is restarted, killed and frozen for: minutes
 * more. `npm test -- --all` and CI run them, and so does naming them.
 */
const long = [
  "test/engine/baked/engine.test.ts",
  "test/engine/hosts/newest-engine.test.ts",
  "test/engine/hosts/podman-contract.test.ts",
  "test/engine/hosts/podman-databases.test.ts",
  "test/engine/safety/chaos.test.ts",
  "test/engine/safety/own-engine.test.ts",
  "test/engine/spares/engine.test.ts",
];
/** Files beside one another, as many as the smallest machine has cores; after the tests without an engine. */
const two = { maxWorkers: 2, sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          exclude: ["**/*.slow.test.ts"],
          // Loading the SDKs and zod anew for each file costs more than the tests: 25 s instead of 8.
          isolate: false,
          // Ten times what the slowest takes: linter and compiler run beside them, on as few as two cores.
          testTimeout: 20_000,
        },
      },
      // Without an engine too, but seconds a file: processes, deadlines that are waited for, many random inputs.
      { test: { name: "slow", include: ["test/unit/**/*.slow.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          exclude: isAll ? [] : long,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          ...two,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          setupFiles: ["test/support/loopback-discord/strict.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          ...two,
        },
      },
    ],
  },
});
