import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { onMachineOf, powered, powerInput, resumedBlocks, startAgain } from "#core/power.ts";

export default defineCommand({
  summary: "Start a host's machine and the Docker Engine in it, with what /host stop stopped",
  examples: [{ line: "/host start win", does: "the WSL distribution behind the host called win" }],
  input: z.strictObject(powerInput),
  effect: "change",
  access: "admin",
  async *run(context) {
    const { input, hosts, signal } = context;
    const host = powered(hosts, input.name);
    const resumed = yield* startAgain(context, onMachineOf(hosts, host));
    const engine = await host.describe(signal);
    yield {
      tone: resumed.failed.length === 0 ? "ok" : "warning",
      title: `${host.name} runs Docker Engine ${engine.engineVersion}`,
      blocks: resumedBlocks(resumed),
    };
  },
});
