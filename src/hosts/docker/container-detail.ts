import type { ContainerDetail, ContainerRow, PortShown } from "#core/operations.ts";
import { environment } from "./container-state.ts";
import { cpusOf, hasPeriod } from "#core/docker/cpus.ts";
import type { Detail, Row } from "./operation-answers.ts";

/** One row of an engine's list, in our words. */
export function containerRow(row: Row): ContainerRow {
  // Links of other containers give it names with a second slash: "/other/alias".
  const own = row.Names.find((name) => name.lastIndexOf("/") <= 0) ?? row.Names[0] ?? "";
  return {
    id: row.Id,
    name: own.replace(/^\//, ""),
    image: row.Image,
    imageId: row.ImageID,
    command: row.Command,
    labels: row.Labels,
    state: row.State,
    status: row.Status,
    ports: (row.Ports ?? []).map(({ IP, PrivatePort, PublicPort, Type }) => ({
      address: IP,
      host: PublicPort ?? undefined,
      container: PrivatePort,
      protocol: Type || "tcp",
    })),
    networks: Object.keys(row.NetworkSettings?.Networks ?? {}),
    volumes: (row.Mounts ?? []).flatMap(({ Type, Name }) => (Type === "volume" ? [Name] : [])),
    createdAt: new Date(row.Created * 1000),
  };
}

/** An engine's description of one container, in our words, with the whole of it behind. */
export function containerDetail(found: Detail, raw: unknown): ContainerDetail {
  const { State: state, Config: config, HostConfig: host } = found;
  const { Health: health } = state;
  const retries = host.RestartPolicy?.MaximumRetryCount ?? 0;
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ""),
    image: config.Image || found.Image,
    imageId: found.Image,
    command: [found.Path, ...found.Args].filter((word) => word !== ""),
    labels: config.Labels,
    env: environment(config.Env),
    createdAt: date(found.Created),
    state: state.Status,
    exitCode: state.ExitCode,
    outOfMemory: state.OOMKilled,
    error: state.Error,
    startedAt: date(state.StartedAt),
    finishedAt: date(state.FinishedAt),
    health:
      (health && {
        status: health.Status,
        failures: health.FailingStreak,
        last: health.Log?.at(-1)?.Output ?? "",
      }) ||
      undefined,
    restarts: found.RestartCount,
    restartPolicy: `${host.RestartPolicy?.Name || "no"}${retries > 0 ? `:${retries}` : ""}`,
    stopSeconds: config.StopTimeout ?? 10,
    ports: Object.entries(found.NetworkSettings.Ports ?? {}).flatMap(([inside, outside]) => portsOf(inside, outside)),
    mounts: (found.Mounts ?? []).map(({ Type, Name, Source, Destination, RW }) => ({
      type: Type,
      source: Type === "volume" ? Name : Source,
      path: Destination,
      readOnly: !RW,
    })),
    networks: Object.entries(found.NetworkSettings.Networks ?? {}).map(([name, { IPAddress }]) => ({
      name,
      address: IPAddress,
    })),
    limits: {
      memoryBytes: host.Memory,
      swapBytes: host.MemorySwap,
      cpus: cpusOf(host),
      hasCpuPeriod: hasPeriod(host),
      pids: Math.max(0, host.PidsLimit),
      shmBytes: host.ShmSize,
    },
    isolation: {
      privileged: host.Privileged,
      readOnlyRoot: host.ReadonlyRootfs,
      user: config.User,
      network: host.NetworkMode,
      pid: host.PidMode,
      ipc: host.IpcMode,
      uts: host.UTSMode,
      userns: host.UsernsMode,
      cgroupns: host.CgroupnsMode,
      capabilitiesAdded: host.CapAdd,
      capabilitiesDropped: host.CapDrop,
      securityOptions: host.SecurityOpt,
      appArmor: found.AppArmorProfile,
      runtime: host.Runtime,
      devices: host.Devices?.length ?? 0,
    },
    raw,
  };
}

function portsOf(
  inside: string,
  outside: readonly { HostIp: string; HostPort: string }[] | null | undefined,
): PortShown[] {
  const [number = "", protocol = "tcp"] = inside.split("/");
  const container = Number(number);
  if (!outside || outside.length === 0) return [{ address: "", host: undefined, container, protocol }];
  return outside.map(({ HostIp, HostPort }) => ({ address: HostIp, host: Number(HostPort), container, protocol }));
}

/** Go's zero time, "0001-01-01T00:00:00Z", is "never". */
function date(text: string): Date | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || time <= 0 ? undefined : new Date(time);
}
