import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn } from "#core/docker/find.ts";
import { mayTakeApart } from "#core/docker/ownership.ts";
import { closePorts } from "#core/docker/power.ts";
import { Problem } from "#core/problem.ts";
import { working } from "#core/reply.ts";
import { showDuration } from "#core/units.ts";

export default defineCommand({
  summary: "Remove a container for good",
  examples: [
    { line: "/docker rm web", does: "asks first" },
    { line: "/docker rm web --force --volumes", does: "though it runs, and its unnamed volumes too" },
  ],
  input: z.strictObject({
    ...containerInput,
    force: z.boolean().optional().meta({ description: "though it runs", alias: "f" }),
    volumes: z.boolean().optional().meta({ description: "its unnamed volumes too", alias: "v" }),
  }),
  effect: "destroy",
  access: "operator",
  async confirm(context) {
    const { host, container } = await findOwn(context, "remove");
    mayTakeApart(container, `/db down ${container.name}`);
    const { name, image, state, createdAt } = container;
    const age = createdAt ? `, ${showDuration(Date.now() - createdAt.getTime())} old` : "";
    const volumes = context.input.volumes ? " with its unnamed volumes" : "";
    return `Remove ${name}${volumes}? ${image} on ${host.name}, ${state}${age}.`;
  },
  async *run(context) {
    const { force = false, volumes = false } = context.input;
    const { host, container } = await findOwn(context, "remove");
    const { id, name, state } = container;
    mayTakeApart(container, `/db down ${name}`);
    if (!force && ["running", "paused", "restarting"].includes(state)) {
      throw new Problem("host-refused", `${name} is ${state}; what runs is not removed by the way.`, {
        hint: `/docker rm ${name} --force`,
      });
    }
    const { signal, leases } = context;
    yield* working(
      `Removing ${name}`,
      leases.containers.alone(container, "being removed", signal, async () => {
        await host.operations.remove(id, { force, volumes }, signal);
        const left = await host.operations.inspect(id, signal);
        if (left) throw new Problem("host-refused", `${name} is still there: it is ${left.state}.`);
        closePorts(host, container);
        leases.containers.removed(container);
      }),
    );
    const kept = container.mounts.filter(({ type, source }) => type === "volume" && !/^[0-9a-f]{64}$/.test(source));
    yield {
      tone: "ok",
      title: `${name} is gone`,
      ...(kept.length > 0 && {
        blocks: [{ kind: "text", text: `Its volumes stay: ${kept.map(({ source }) => source).join(", ")}.` }],
      }),
    };
  },
});
