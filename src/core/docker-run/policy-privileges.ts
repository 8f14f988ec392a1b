import { isNothing } from "./absent.ts";
import { registryOf } from "./grammar/images.ts";
import { readCapability } from "./grammar/texts.ts";
import type { Rule } from "./policy-rule.ts";
import { rule } from "./policy-rule.ts";

/** What of Docker's own default set may be asked back: it matters inside the container only. */
const ASKABLE: readonly string[] = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "NET_BIND_SERVICE",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
].map((name) => `CAP_${name}`);

const HOSTS = "joins the host's own namespace, from where the host can be seen and steered.";
const OTHERS = "joins a namespace of the host or of another container.";

export const privileges: readonly Rule[] = [
  rule(
    "--privileged",
    "gives the container the whole host: every device, every capability, no isolation.",
    (host) => host.Privileged,
  ),
  namespaceRule("--pid", (host) => host.PidMode, []),
  namespaceRule("--ipc", (host) => host.IpcMode, ["private", "shareable", "none"]),
  namespaceRule("--uts", (host) => host.UTSMode, []),
  namespaceRule("--userns", (host) => host.UsernsMode, []),
  namespaceRule("--cgroupns", (host) => host.CgroupnsMode, ["private"]),
  rule(
    "--cap-add",
    "gives power over the host's kernel that is not on the list of allowed capabilities.",
    (host, policy) => {
      const allowed = new Set([...ASKABLE, ...policy.capabilities.map(readCapability)]);
      return (host.CapAdd ?? []).filter(
        (name) =>
          !allowed.has(`CAP_${name.toUpperCase().replace(/^CAP_/, "")}`) && !(allowed.has("ALL") && name === "ALL"),
      );
    },
  ),
  rule("--security-opt", "loosens the container's confinement; only no-new-privileges is taken.", (host) =>
    (host.SecurityOpt ?? []).filter((option) => !/^no-new-privileges(?:[=:]true)?$/.test(option)),
  ),
  rule(
    "--security-opt systempaths=unconfined",
    "uncovers the parts of /proc and /sys that steer the host.",
    (host) => host.MaskedPaths !== undefined || host.ReadonlyPaths !== undefined,
  ),
  rule("--device", "hands over a device of the host.", (host) => [
    ...(host.Devices ?? []).map(({ PathOnHost }) => PathOnHost),
    ...(host.DeviceRequests ?? [])
      .filter(({ Driver }) => Driver === "cdi")
      .flatMap(({ DeviceIDs }) => DeviceIDs ?? [""]),
  ]),
  rule("--device-cgroup-rule", "opens devices of the host.", (host) => host.DeviceCgroupRules),
  rule("--gpus", "hands over the host's graphics cards; nobody has allowed it here.", (host, { gpus }) =>
    (host.DeviceRequests ?? []).some(({ Driver, Capabilities }) => {
      const asksForGpus = (Capabilities ?? []).every((all) => all.every((name) => GPU_CAPABILITIES.includes(name)));
      return Driver !== "cdi" && !(gpus && ["", "nvidia"].includes(Driver) && asksForGpus);
    }),
  ),
  rule("--group-add", "adds groups, by which files and devices of the host are guarded.", (host) => host.GroupAdd),
  rule("--runtime", "is not on the list of allowed runtimes.", (host, { runtimes }, context) =>
    [host.Runtime ?? ""].filter((name) => name !== "" && name !== context.runtime && !runtimes.includes(name)),
  ),
  rule("--sysctl", "is not on the list of allowed kernel settings.", (host, { sysctls }) =>
    Object.keys(host.Sysctls ?? {}).filter((name) => !sysctls.some((allowed) => matches(name, allowed))),
  ),
  rule(
    "--cgroup-parent",
    "leaves the group that the engine keeps containers' limits in.",
    (host) => !isNothing(host.CgroupParent),
  ),
  rule(
    "--isolation",
    "is for containers of Windows.",
    (host) => !isNothing(host.Isolation) && host.Isolation !== "default",
  ),
  rule("--annotation", "is passed to the runtime below Docker, where it can switch isolation off.", (host) =>
    Object.keys(host.Annotations ?? {}),
  ),
  rule("--storage-opt", "changes how the host's disk is used.", (host) => Object.keys(host.StorageOpt ?? {})),
  (body, { registries }) => {
    const registry = registryOf(body.Image);
    if (registries.length === 0 || registries.includes(registry)) return [];
    return [{ flag: `The image ${body.Image}`, why: `comes from ${registry}; allowed are ${registries.join(", ")}.` }];
  },
];

const GPU_CAPABILITIES: readonly string[] = ["gpu", "compute", "utility", "graphics", "video", "display", "nvidia"];

function namespaceRule(
  flag: string,
  mode: (host: Parameters<Parameters<typeof rule>[2]>[0]) => string | undefined,
  own: readonly string[],
): Rule {
  return (body) => {
    const value = mode(body.HostConfig) ?? "";
    if (value === "" || own.includes(value)) return [];
    return [{ flag: `${flag} ${value}`, why: value === "host" ? HOSTS : OTHERS }];
  };
}

function matches(name: string, allowed: string): boolean {
  return allowed.endsWith(".*") ? name.startsWith(allowed.slice(0, -1)) : name === allowed;
}
