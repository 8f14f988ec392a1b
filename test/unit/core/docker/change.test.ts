import { expect, test } from "vitest";
import { changeRequest } from "#core/docker/change.ts";

test("CPUs are changed in the way they were given, which Docker insists on", () => {
  const change = { memoryBytes: undefined, cpus: 1.5, pids: undefined, restart: undefined };
  expect(changeRequest(change, { hasCpuPeriod: false })).toEqual({ NanoCpus: 1_500_000_000 });
  expect(changeRequest(change, { hasCpuPeriod: true })).toEqual({ CpuPeriod: 100_000, CpuQuota: 150_000 });
});
