import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findLeased, hostInput } from "#core/docker/find.ts";
import { Problem } from "#core/problem.ts";
import { duration, showDuration } from "#core/units.ts";

export default defineCommand({
  summary: "Give a container more time",
  examples: [
    { line: "/docker extend web 4h", does: "it ends four hours later than it would have" },
    { line: "/docker extend web --forever", does: "it does not end any more; for admins" },
  ],
  input: z.strictObject({
    name: containerInput.name,
    time: duration.prefault("4h").meta({ positional: true, description: "how much more, like 4h" }),
    forever: z.boolean().optional().meta({ description: "until somebody removes it, which only an admin may say" }),
    ...hostInput,
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { input, leases, caller } = context;
    const found = await findLeased(context, "extend");
    if (input.forever) {
      if (context.role() !== "admin") {
        throw new Problem("not-allowed", "Only an admin may take the end away.", {
          hint: `/docker extend ${found.name} 4h`,
        });
      }
      yield { tone: "ok", title: `${leases.containers.keep(found).name} is kept until somebody removes it` };
      return;
    }
    const { name, expiresAt } = leases.containers.extend(found, input.time, caller);
    const left = (expiresAt?.getTime() ?? 0) - Date.now();
    yield {
      tone: "ok",
      title: `${name} ends in ${showDuration(Math.max(0, left))}`,
      ...(expiresAt && { blocks: [{ kind: "fields", fields: { Ends: expiresAt.toISOString() } }] }),
    };
  },
});
