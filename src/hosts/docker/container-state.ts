import type { ContainerState, ContainerSummary, PublishedPort } from "#core/host.ts";
import type { z } from "zod";
import { cpusOf } from "#core/docker/cpus.ts";
import type { Bindings, Inspected, Listed } from "./answers.ts";

/** An engine's description of one container, in our words. */
export function containerState(container: Inspected): ContainerState {
  const { State: state, Config: config, HostConfig: host } = container;
  return {
    id: container.Id,
    name: container.Name.replace(/^\//, ""),
    image: config.Image || container.Image,
    labels: config.Labels,
    status: state.Status,
    exitCode: state.ExitCode,
    outOfMemory: state.OOMKilled,
    error: state.Error,
    startedAt: date(state.StartedAt),
    finishedAt: date(state.FinishedAt),
    restarts: container.RestartCount,
    // A running container's ports are the ones that are open; of another we know what it will ask for.
    ports: published(state.Status === "running" ? container.NetworkSettings.Ports : host.PortBindings),
    limits: {
      memoryBytes: host.Memory,
      cpus: cpusOf(host),
      pids: host.PidsLimit,
      ...(host.ShmSize > 0 && { shmBytes: host.ShmSize }),
    },
    mounts: container.Mounts.map((mount) => ({
      path: mount.Destination,
      volume: mount.Type === "volume" ? mount.Name : undefined,
      readOnly: !mount.RW,
    })),
    env: environment(config.Env),
    readOnlyRoot: host.ReadonlyRootfs,
  };
}

/** One row of an engine's list, in our words. */
export function containerSummary(container: z.output<typeof Listed>[number]): ContainerSummary {
  // Links of other containers give it names with a second slash: "/other/alias".
  const own = container.Names.find((name) => name.lastIndexOf("/") <= 0) ?? container.Names[0] ?? "";
  return {
    id: container.Id,
    name: own.replace(/^\//, ""),
    image: container.Image,
    labels: container.Labels,
    status: container.State,
    ports: container.Ports.flatMap(({ IP, PrivatePort, PublicPort, Type }) =>
      PublicPort && Type !== "udp" ? [{ container: PrivatePort, host: PublicPort, address: IP }] : [],
    ),
    createdAt: new Date(container.Created * 1000),
  };
}

/** `["A=1", "B=x=y"]` → `{ A: "1", B: "x=y" }` */
export function environment(entries: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf("=");
      return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

/** Go's zero time, "0001-01-01T00:00:00Z", is "never". */
function date(text: string): Date | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || time <= 0 ? undefined : new Date(time);
}

function published(bindings: Bindings): readonly PublishedPort[] {
  return Object.entries(bindings).flatMap(([inside, outside]) => {
    const container = Number(/^(\d+)\/tcp$/.exec(inside)?.[1] ?? Number.NaN);
    if (Number.isNaN(container)) return [];
    return (outside ?? []).map(({ HostIp, HostPort }) => ({ container, host: Number(HostPort), address: HostIp }));
  });
}
