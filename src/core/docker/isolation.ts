import type { ContainerDetail } from "../operations.ts";

/** How far a container is apart from its host, a sentence for each part; what opens it begins with "!". */
export function isolationOf({ isolation: is, limits }: ContainerDetail): Readonly<Record<string, string>> {
  const hosts = NAMESPACES.filter(([key]) => is[key] === "host").map(([, name]) => name);
  const shared = NAMESPACES.filter(([key]) => is[key].startsWith("container:")).map(([, name]) => name);
  const own = NAMESPACES.map(([, name]) => name).filter((name) => !hosts.includes(name) && !shared.includes(name));
  // Without user-namespace remapping, which is the engine's setting, uid 0 inside is uid 0 outside.
  return {
    "Root file system": is.readOnlyRoot ? "read-only" : "writable",
    "Namespaces of its own": own.join(", ") || "none",
    ...(hosts.length > 0 && { "! The host's namespaces": hosts.join(", ") }),
    ...(shared.length > 0 && { "! Another container's namespaces": shared.join(", ") }),
    Capabilities: capabilities(is),
    "New privileges": is.securityOptions.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option))
      ? "cannot be gained"
      : "can be gained (setuid programs)",
    Seccomp: profile(is.securityOptions, "seccomp", is.privileged) ?? "the engine's default profile",
    AppArmor: profile(is.securityOptions, "apparmor", is.privileged) ?? (is.appArmor || "not in use on this host"),
    User: is.user === "" || /^(?:root|0)(?::|$)/.test(is.user) ? "root" : is.user,
    ...(is.devices > 0 && { "! Devices of the host": String(is.devices) }),
    "Limit of processes": limits.pids > 0 ? String(limits.pids) : "none",
    ...(is.runtime !== "" && { Runtime: is.runtime }),
  };
}

type Namespace = "network" | "pid" | "ipc" | "uts" | "userns" | "cgroupns";

const NAMESPACES: readonly (readonly [key: Namespace, name: string])[] = [
  ["network", "network"],
  ["pid", "processes"],
  ["ipc", "IPC"],
  ["uts", "host name"],
  ["cgroupns", "cgroup"],
];

function capabilities({ privileged, capabilitiesAdded, capabilitiesDropped }: ContainerDetail["isolation"]): string {
  if (privileged) return "! privileged: all of them, and every device of the host";
  const added = capabilitiesAdded.map(bare).join(", ");
  if (capabilitiesDropped.map(bare).includes("ALL")) return added === "" ? "none" : `only ${added}`;
  const dropped = capabilitiesDropped.map(bare).join(", ");
  return ["Docker's default set", added && `and ${added}`, dropped && `without ${dropped}`].filter(Boolean).join(" ");
}

function bare(name: string): string {
  return name.replace(/^CAP_/i, "").toUpperCase();
}

/** What `--security-opt` says of it; undefined when it says nothing. */
function profile(options: readonly string[], name: string, privileged: boolean): string | undefined {
  if (privileged) return "! unconfined (privileged)";
  const said = options.find((option) => option.startsWith(`${name}=`) || option.startsWith(`${name}:`));
  const value = said?.slice(name.length + 1);
  return value === "unconfined" ? "! unconfined" : value === undefined ? undefined : "a profile of its own";
}
