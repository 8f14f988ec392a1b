import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { powerInput, powerOf } from "#core/power.ts";
import { working } from "#core/reply.ts";

export default defineCommand({
  summary: "Start a host's machine and the Docker Engine in it",
  examples: [{ line: "/host start win", does: "the WSL distribution behind the host called win" }],
  input: z.strictObject(powerInput),
  effect: "change",
  access: "admin",
  async *run({ input, hosts, signal }) {
    const { host, power } = powerOf(hosts, input.name);
    yield* working(`Starting ${host.name}`, power.start(signal));
    const engine = await host.describe(signal);
    yield { tone: "ok", title: `${host.name} runs Docker Engine ${engine.engineVersion}` };
  },
});
