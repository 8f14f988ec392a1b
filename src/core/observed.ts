import type { ContainerState } from "./host.ts";
import type { Lease } from "./lease.ts";
import type { Reply } from "./reply.ts";

/** After a change of power: what the host says, not what we meant. */
export function observedReply(lease: Lease, container: ContainerState): Reply {
  const { name } = lease;
  const running = container.status === "running";
  return {
    tone: "ok",
    title: running ? `${name} is running and answers` : `${name} is ${container.status}`,
    blocks: [
      {
        kind: "fields",
        fields: {
          Address: `${lease.address}:${lease.port}`,
          ...(!running && { "Exit code": String(container.exitCode) }),
        },
      },
    ],
    actions: running
      ? [{ label: "Status", command: `/db status ${name}` }]
      : [
          { label: "Start", command: `/db start ${name}` },
          { label: "Remove", command: `/db down ${name}`, danger: true },
        ],
  };
}
