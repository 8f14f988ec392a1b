import { defineConfig } from "vitest/config";

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
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // One engine and few cores: files that start databases side by side only make one another slow.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          setupFiles: ["test/support/loopback-discord/strict.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
