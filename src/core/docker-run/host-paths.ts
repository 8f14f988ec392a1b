import type { RunPolicy } from "./run-policy.ts";

/** Never mounted, nor anything in them or around them, whatever the policy allows: each is the host itself. */
const NEVER: readonly string[] = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  "/proc",
  "/root",
  "/run",
  "/sbin",
  "/sys",
  "/usr",
  "/var/lib/containerd",
  "/var/lib/containers",
  "/var/lib/docker",
  "/var/lib/kubelet",
  "/var/lib/systemd",
  "/var/run",
  "/var/spool/cron",
];

/**
 * Why this folder of the host cannot be mounted, as the end of a sentence; undefined when it can. By name: a symbolic
 * link inside an allowed folder leads the engine wherever it points, so who may write there must be trusted.
 */
export function whyNotMounted(path: string, writable: boolean, { binds }: RunPolicy): string | undefined {
  const folder = resolved(path);
  if (/\.sock$/i.test(folder)) return "is a socket: whoever talks to the host's services through it owns the host.";
  const near = NEVER.find((never) => isIn(folder, never) || isIn(never, folder));
  if (near !== undefined) {
    return folder === near || isIn(folder, near)
      ? `is the host's own (${near}) and is never mounted.`
      : `has ${near} in it, which is never mounted.`;
  }
  const allowed = binds.filter(({ path }) => isIn(folder, resolved(path)));
  if (allowed.length === 0)
    return "is a folder of the host that nobody has allowed. Use a named volume: data:/path/in/container.";
  if (writable && !allowed.some(({ write }) => write)) return "may be mounted to be read only: end it with :ro.";
  return undefined;
}

/** The path with `.`, `..` and doubled slashes worked off, as the kernel would. */
function resolved(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function isIn(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
