import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn } from "#core/docker/find.ts";
import { isLong } from "#core/docker/log-text.ts";
import { Problem } from "#core/problem.ts";
import { duration } from "#core/units.ts";

const LIMIT_MS = 30_000;
const LONGEST_MS = 10 * 60_000;

export default defineCommand({
  summary: "Run a program inside a container, without a shell",
  examples: [
    { line: "/docker exec web -- ls -l /srv", does: "its output and exit code, within 30 seconds" },
    { line: "/docker exec --timeout 5m web -- tar -tf /backup.tar", does: "with more time" },
  ],
  input: z.strictObject({
    timeout: duration.optional().meta({ description: "how long it may take, 10m at most (default: 30s)" }),
    ...containerInput,
    command: z.array(z.string()).meta({ rest: true, description: "the program and its arguments, word by word" }),
  }),
  effect: "change",
  access: "admin",
  audience: "caller",
  async *run(context) {
    const { timeout = LIMIT_MS, command } = context.input;
    const argv = command[0] === "--" ? command.slice(1) : command;
    if (argv.length === 0) {
      throw new Problem("bad-input", "There is no program to run.", { hint: "/docker exec web -- ls -l" });
    }
    const { host, container } = await findOwn(context, "run programs in");
    const { name } = container;
    yield { tone: "working", title: `Running ${argv[0]} in ${name}` };
    const limits = { timeoutMs: Math.min(timeout, LONGEST_MS) };
    const result = await host.containers.exec(container.id, argv, limits, context.signal);
    const { exitCode, output, truncated } = result;
    const file = { kind: "file", name: `${name}.txt`, bytes: new TextEncoder().encode(output) } as const;
    const block = { kind: "log", name: argv[0] ?? name, text: output, truncated } as const;
    yield {
      tone: exitCode === 0 ? "ok" : "warning",
      title: `${argv[0]} in ${name} ended with exit code ${exitCode}`,
      ...(output !== "" && { blocks: [isLong(output) ? file : block] }),
    };
  },
});
