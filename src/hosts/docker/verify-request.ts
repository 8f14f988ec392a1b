import type { CreateBody } from "#core/docker-run/create-body.ts";
import type { Inspected } from "./answers.ts";
import { hasCpus } from "#core/docker/cpus.ts";
import { isOwn, same, sameEntries } from "./verify.ts";

/**
 * What a container that was created from a `docker run` request lacks of it, as `differences` tells of a database's: its
 * hardening, and whatever opens it to the host. What only matters inside the container is not looked at.
 */
export function requestDifferences(asked: CreateBody, container: Inspected): readonly string[] {
  const { HostConfig: host, Config: config } = container;
  const wanted = asked.HostConfig;
  const all: readonly (readonly [what: string, is: boolean])[] = [
    ["the memory limit", host.Memory === (wanted.Memory ?? 0)],
    ["the CPU limit", hasCpus(host, wanted)],
    ["the process limit", host.PidsLimit === (wanted.PidsLimit ?? 0)],
    ["the size of /dev/shm", wanted.ShmSize === undefined || host.ShmSize === wanted.ShmSize],
    ["dropped capabilities", host.CapDrop.includes("ALL")],
    ["its capabilities", same(host.CapAdd.map(bare), (wanted.CapAdd ?? []).map(bare))],
    ["no-new-privileges", host.SecurityOpt.some((option) => option.startsWith("no-new-privileges"))],
    ["only its security options", same(host.SecurityOpt, wanted.SecurityOpt ?? [])],
    ["an unprivileged mode", !host.Privileged],
    ["no devices", (host.Devices?.length ?? 0) === (wanted.Devices?.length ?? 0)],
    ["only its folders of the host", sourcesOf(container).every((source) => foldersOf(asked).includes(source))],
    ["namespaces of its own", [host.PidMode, host.IpcMode, host.UTSMode, host.UsernsMode].every(isOwn)],
    ["a read-only root", host.ReadonlyRootfs === (wanted.ReadonlyRootfs ?? false)],
    ["its user", config.User === (asked.User ?? config.User)],
    ["its network", host.NetworkMode === wanted.NetworkMode],
    ["its runtime", wanted.Runtime === undefined || host.Runtime === wanted.Runtime],
    ["its labels", sameEntries(config.Labels, asked.Labels ?? {})],
    [
      "log rotation",
      host.LogConfig.Type === wanted.LogConfig?.Type && sameEntries(host.LogConfig.Config, wanted.LogConfig.Config),
    ],
    ["its restart policy", (host.RestartPolicy.Name || "no") === (wanted.RestartPolicy?.Name || "no")],
    ["its published ports", same(bindings(host.PortBindings), bindings(wanted.PortBindings ?? {}))],
  ];
  return all.filter(([, is]) => !is).map(([what]) => what);
}

function bare(name: string): string {
  return name.replace(/^CAP_/, "");
}

/** Folders of the host that it has. */
function sourcesOf({ Mounts }: Inspected): readonly string[] {
  return Mounts.filter(({ Type }) => Type === "bind").map(({ Source }) => Source);
}

/** Folders of the host that were asked for. */
function foldersOf({ HostConfig: { Binds = [], Mounts = [] } }: CreateBody): readonly string[] {
  return [
    ...Binds.map((bind) => bind.split(":")[0] ?? "").filter((source) => source.startsWith("/")),
    ...Mounts.filter(({ Type }) => Type === "bind").map(({ Source = "" }) => Source),
  ].map((path) => (path === "/" ? path : path.replace(/\/+$/, "")));
}

function bindings(ports: Inspected["HostConfig"]["PortBindings"]): readonly string[] {
  return Object.entries(ports).flatMap(([inside, outside]) =>
    (outside ?? []).map(({ HostIp, HostPort }) => `${HostIp} ${HostPort} ${inside}`),
  );
}
