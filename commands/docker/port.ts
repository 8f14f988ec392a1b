import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findContainer } from "#core/docker/find.ts";

export default defineCommand({
  summary: "List the ports of a container",
  examples: [{ line: "/docker port web", does: "where each of its ports can be reached" }],
  input: z.strictObject(containerInput),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { host, container } = await findContainer(context);
    const ports = container.ports.map(({ address, host: port, container: inside, protocol }) => [
      `${inside}/${protocol}`,
      port === undefined ? "not published" : `${address === "" ? "*" : address}:${port}`,
    ]);
    yield {
      tone: "ok",
      title: ports.length === 0 ? `${container.name} has no ports on ${host.name}` : `Ports of ${container.name}`,
      ...(ports.length > 0 && { blocks: [{ kind: "table", columns: ["In it", `On ${host.name}`], rows: ports }] }),
    };
  },
});
