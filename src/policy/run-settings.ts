import { z } from "zod";
import { RunPolicy } from "#core/docker-run/run-policy.ts";
import { duration, memory } from "#core/units.ts";

const { shape } = RunPolicy;

/** What a `/docker run` line may ask for beyond the ordinary. What is left out stays closed. */
export const runSettings = z
  .strictObject({
    binds: shape.binds.describe("folders of the host that may be mounted, with what is below them"),
    capabilities: shape.capabilities.describe("for --cap-add, such as NET_ADMIN"),
    runtimes: shape.runtimes.describe("for --runtime, such as runsc"),
    sysctls: shape.sysctls.describe("for --sysctl: net.core.somaxconn, or net.core.*"),
    gpus: shape.gpus.describe("whether --gpus may be used"),
    addresses: shape.addresses.describe("of the host, for -p, besides its configured one and loopback"),
    lowestPort: shape.lowestPort.describe("of the host, for -p"),
    registries: shape.registries.describe("that images may come from, such as docker.io; none is any"),
    foreign: shape.foreign.describe("containers not made here that may be changed all the same, by name: legacy-*"),
    most: z
      .strictObject({
        memory: memory.optional(),
        cpus: z.number().positive().optional(),
        pids: z.int().positive().optional(),
        shm: memory.optional().describe("--shm-size"),
        stop: duration.optional().describe("--stop-timeout"),
      })
      .optional()
      .describe("the most one container may have"),
  })
  .partial()
  .describe("for /docker run and update; docs/docker-run.md explains each");

/** The settings as what a line is judged by. */
export function runPolicyOf({ most = {}, ...rest }: z.output<typeof runSettings> = {}): RunPolicy {
  const limits = {
    memoryBytes: most.memory,
    cpus: most.cpus,
    pids: most.pids,
    shmBytes: most.shm,
    stopSeconds: most.stop === undefined ? undefined : Math.ceil(most.stop / 1000),
  };
  return RunPolicy.parse({ ...rest, most: limits });
}
