import { isNothing } from "./absent.ts";
import type { MountBody } from "./create-body.ts";
import { NAME } from "./grammar/volumes.ts";
import { whyNotMounted } from "./host-paths.ts";
import { isReserved } from "./policy-hardening.ts";
import type { Refusal } from "./policy.ts";
import type { Rule } from "./policy-rule.ts";
import { rule, shown } from "./policy-rule.ts";
import type { RunPolicy } from "./run-policy.ts";

const OPENS = "lets what is mounted inside the container appear on the host.";
const DRIVER = "makes a volume out of whatever its options say, any folder of the host included.";

export const mounts: readonly Rule[] = [
  (body, policy) => (body.HostConfig.Binds ?? []).flatMap((bind) => bindRefusals(bind, policy)),
  (body, policy) => (body.HostConfig.Mounts ?? []).flatMap((mount) => mountRefusals(mount, policy)),
  (body) =>
    Object.keys(body.Volumes ?? {})
      .filter((path) => !path.startsWith("/"))
      .map((path) => ({ flag: `-v ${shown(path)}`, why: "is no path in the container." })),
  rule("--volume-driver", DRIVER, (host) => !isNothing(host.VolumeDriver) && host.VolumeDriver !== "local"),
  rule("--volumes-from", "takes the volumes of a container that is not yours.", (host, _, { ownContainers }) =>
    (host.VolumesFrom ?? []).filter((from) => !ownContainers.includes(from.split(":")[0] ?? "")),
  ),
];

/** `source:target[:options]`, as the engine takes it apart. */
function bindRefusals(bind: string, policy: RunPolicy): readonly Refusal[] {
  const [source = "", target, options = ""] = bind.split(":");
  const flag = `-v ${shown(bind)}`;
  const modes = options.split(",");
  if (target === undefined || !target.startsWith("/")) return [{ flag, why: "is no mount." }];
  if (!source.startsWith("/")) {
    return NAME.test(source)
      ? propagation(flag, modes)
      : [{ flag, why: "names neither a volume nor an allowed folder." }];
  }
  const why = whyNotMounted(source, !modes.includes("ro"), policy);
  return why === undefined ? propagation(flag, modes) : [{ flag, why }];
}

function propagation(flag: string, modes: readonly string[]): readonly Refusal[] {
  return modes.some((mode) => /^r?(?:shared|slave)$/.test(mode)) ? [{ flag, why: OPENS }] : [];
}

function mountRefusals(mount: MountBody, policy: RunPolicy): readonly Refusal[] {
  const { Type, Source = "", Target, BindOptions, VolumeOptions } = mount;
  const flag = `--mount ${shown([`type=${Type}`, Source && `source=${Source}`, `target=${Target}`].filter(Boolean).join(","))}`;
  const refused: Refusal[] = [];
  if (!Target.startsWith("/")) refused.push({ flag, why: "has no path in the container." });
  if (Type === "image") refused.push({ flag, why: "mounts another image, past the check of where images come from." });
  if (Type === "bind") {
    const why = Source.startsWith("/")
      ? whyNotMounted(Source, mount.ReadOnly !== true, policy)
      : "names no absolute path of the host.";
    if (why !== undefined) refused.push({ flag, why });
  }
  if (Type === "volume" && Source !== "" && !NAME.test(Source)) refused.push({ flag, why: "names no volume." });
  if (Type === "tmpfs" && Source !== "") refused.push({ flag, why: "names a source, and a tmpfs has none." });
  const { Propagation = "" } = BindOptions ?? {};
  if (!["", "private", "rprivate"].includes(Propagation)) refused.push({ flag, why: OPENS });
  const { Name = "", Options = {} } = VolumeOptions?.DriverConfig ?? {};
  if (!["", "local"].includes(Name) || Object.keys(Options).length > 0) refused.push({ flag, why: DRIVER });
  const labels = Object.keys(VolumeOptions?.Labels ?? {}).filter(isReserved);
  if (labels.length > 0)
    refused.push({ flag, why: `sets the label ${labels.join(", ")}, by which other programs act.` });
  return refused;
}
