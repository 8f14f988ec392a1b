import type { ContainerDetail } from "../operations.ts";
import type { Reply } from "../reply.ts";
import { atHost } from "./at-host.ts";
import { showPorts } from "./container-table.ts";

/** After a change: what the host says, not what we meant. */
export function observedContainer(
  container: ContainerDetail,
  { host, note }: { readonly host: string | undefined; readonly note?: string | undefined },
): Reply {
  const { name, state } = container;
  const at = `${name}${atHost(host)}`;
  const running = state === "running";
  return {
    tone: "ok",
    title: `${name} is ${state}`,
    blocks: [
      {
        kind: "fields",
        fields: {
          Image: container.image,
          ...(showPorts(container.ports) !== "" && { Ports: showPorts(container.ports) }),
          ...(container.health && { Health: container.health.status }),
          ...(state === "exited" && { "Exit code": exitCode(container) }),
        },
      },
      ...(note === undefined ? [] : [{ kind: "text" as const, text: note }]),
    ],
    actions: [
      running
        ? { label: "Stop", command: `/docker stop ${at}` }
        : state === "paused"
          ? { label: "Resume", command: `/docker unpause ${at}` }
          : { label: "Start", command: `/docker start ${at}` },
      { label: "Logs", command: `/docker logs ${at}` },
    ],
  };
}

/** 137 alone says little: whether the kernel took it for its memory is told apart. */
export function exitCode({ exitCode: code, outOfMemory, error }: ContainerDetail): string {
  const why = outOfMemory ? ", out of memory" : error !== "" ? `, ${error}` : (SIGNALS[code] ?? "");
  return `${code}${why}`;
}

const SIGNALS: Readonly<Record<number, string>> = {
  126: ", its command cannot be executed",
  127: ", its command is not there",
  137: ", killed (SIGKILL)",
  139: ", crashed (SIGSEGV)",
  143: ", ended on request (SIGTERM)",
};
