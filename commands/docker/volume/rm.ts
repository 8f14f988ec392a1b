import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { Context } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { mayChange, mayTakeApart, withOwner } from "#core/docker/ownership.ts";
import { pickNamed } from "#core/docker/pick.ts";
import { Problem } from "#core/problem.ts";
import { showBytes } from "#core/units.ts";

export default defineCommand({
  summary: "Remove a volume and all data in it",
  examples: [{ line: "/docker volume rm shop-data", does: "asks first" }],
  input: z.strictObject({
    name: z.string().meta({ positional: true, description: "its name", placeholder: "volume", suggest: "volumes" }),
    ...hostInput,
  }),
  effect: "destroy",
  access: "operator",
  async confirm(context) {
    const { host, volume } = await find(context);
    const { sizeBytes } = (await host.operations.space(context.signal)).volumes.get(volume.name) ?? { sizeBytes: -1 };
    const size = sizeBytes < 0 ? "" : ` (${showBytes(sizeBytes)})`;
    return `Remove the volume ${volume.name} of ${host.name} and all data in it${size}?`;
  },
  async *run(context) {
    const { host, volume, users } = await find(context);
    if (users.length > 0) {
      throw new Problem("host-refused", `The volume ${volume.name} is in use by ${users.join(", ")}.`, {
        hint: `Remove them first: /docker rm ${users[0]}`,
      });
    }
    await host.volumes.remove(volume.name, context.signal);
    yield { tone: "ok", title: `The volume ${volume.name} is gone` };
  },
});

async function find(context: Context<{ readonly name: string; readonly host?: string | undefined }>) {
  const { input, hosts, leases, signal, caller } = context;
  const host = hosts.find(input.host);
  const [volumes, containers] = await Promise.all([
    host.operations.volumes(signal),
    host.operations.list({ all: true, filters: {} }, signal),
  ]);
  const volume = withOwner(pickNamed("volume", volumes, input.name, host.name), leases.containers);
  mayChange(volume, { caller, role: context.role(), verb: "remove", look: "/docker volume ls" });
  mayTakeApart(volume, `/db down ${volume.labels["longshore.name"] ?? ""}`);
  const users = containers.filter(({ volumes }) => volumes.includes(volume.name)).map(({ name }) => name);
  return { host, volume, users };
}
