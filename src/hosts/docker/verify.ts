import type { ContainerSpec } from "#core/host.ts";
import type { Inspected } from "./answers.ts";
import { asNumber, hasCpus } from "#core/docker/cpus.ts";
import { LOG_CONFIG, tmpfsOptions } from "./create-request.ts";

/**
 * What a created container lacks of what was asked for, each as words for a sentence; none when it is as asked.
 *
 * An engine ignores a key that it does not know and drops a limit that its kernel cannot keep, and says so in a warning
 * at most. Swap is not looked at: kernels without swap accounting cannot limit it, and memory is limited all the same.
 */
export function differences(spec: ContainerSpec, container: Inspected, runtime?: string): readonly string[] {
  const { HostConfig: host, Config: config } = container;
  const { limits } = spec;
  const asked: readonly (readonly [what: string, is: boolean])[] = [
    ["the memory limit", host.Memory === limits.memoryBytes],
    ["the CPU limit", hasCpus(host, asNumber(limits.cpus))],
    ["the process limit", host.PidsLimit === limits.pids],
    ["the size of /dev/shm", limits.shmBytes === undefined || host.ShmSize === limits.shmBytes],
    ["dropped capabilities", host.CapDrop.includes("ALL")],
    [
      "its capabilities",
      same(
        host.CapAdd.map((name) => name.replace(/^CAP_/, "")),
        spec.capabilities,
      ),
    ],
    ["no-new-privileges", host.SecurityOpt.some((option) => option.startsWith("no-new-privileges"))],
    ["only that security option", host.SecurityOpt.length === 1],
    ["an unprivileged mode", !host.Privileged],
    ["no devices", !host.Devices?.length],
    ["no folders of the host", host.Binds.length === 0 && container.Mounts.every(({ Type }) => Type !== "bind")],
    ["namespaces of its own", [host.PidMode, host.IpcMode, host.UTSMode, host.UsernsMode].every(isOwn)],
    ["a read-only root", host.ReadonlyRootfs === spec.readOnlyRoot],
    ["its user", config.User === (spec.user ?? config.User)],
    ["the host's runtime", runtime === undefined || host.Runtime === runtime],
    ["its network", host.NetworkMode === spec.network],
    ["its labels", Object.entries(spec.labels).every(([name, value]) => config.Labels[name] === value)],
    ["log rotation", host.LogConfig.Type === LOG_CONFIG.Type && sameEntries(host.LogConfig.Config, LOG_CONFIG.Config)],
    ["its restart policy", (host.RestartPolicy.Name || "no") === spec.restart],
    ["its published ports", same(bindings(container), spec.ports.map(binding))],
    ["its mounts", mountsAreThere(spec, container)],
  ];
  return asked.filter(([, is]) => !is).map(([what]) => what);
}

export function isOwn(mode: string): boolean {
  return mode === "" || mode === "private" || mode === "shareable";
}

function binding(port: ContainerSpec["ports"][number]): string {
  return `${port.address} ${port.host} ${port.container}`;
}

function bindings(container: Inspected): readonly string[] {
  return Object.entries(container.HostConfig.PortBindings).flatMap(([inside, outside]) =>
    (outside ?? []).map(({ HostIp, HostPort }) => `${HostIp} ${HostPort} ${inside.replace("/tcp", "")}`),
  );
}

/** Mounts that the image declares for itself are there besides, as anonymous volumes. */
function mountsAreThere(spec: ContainerSpec, container: Inspected): boolean {
  return spec.mounts.every((mount) =>
    mount.kind === "tmpfs"
      ? container.HostConfig.Tmpfs[mount.path] === tmpfsOptions(mount)
      : container.Mounts.some(
          ({ Name, Destination, RW }) =>
            Name === mount.volume && Destination === mount.path && RW === !(mount.readOnly ?? false),
        ),
  );
}

export function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word) => other.includes(word));
}

export function sameEntries(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return Object.entries(other).every(([key, value]) => one[key] === value);
}
