import { z } from "zod";
import type { ContainerSpec, Mount } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { isImageReference } from "#core/docker-run/grammar/images.ts";
import { type CpuLimit, asNumber, asPeriod } from "#core/docker/cpus.ts";

/** A container's, volume's or network's name: nothing that could bend a path, an option or a filter. */
export const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

/**
 * The body that creates a container: every field of it is written here, none is taken over from anywhere.
 *
 * Go reads JSON keys in any case, so `{"hostconfig":{"privileged":true}}` would count: nothing that is shaped
 * elsewhere may become part of the body, and the spec is checked as if it came from a stranger.
 *
 * @param runtime The host's own, from the settings; undefined for the engine's default.
 * @throws Problem "bad-input" for a spec that Docker cannot or we will not run.
 */
export function createRequest(spec: ContainerSpec, runtime?: string): object {
  const checked = Spec.safeParse(spec);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Problem(
      "bad-input",
      `A container cannot have this ${issue?.path.join(".") ?? "shape"}: ${issue?.message}`,
    );
  }
  return {
    Image: spec.image,
    ...(spec.entrypoint && { Entrypoint: [...spec.entrypoint] }),
    Cmd: spec.command.length > 0 ? [...spec.command] : undefined,
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels },
    User: spec.user,
    ExposedPorts: Object.fromEntries(spec.ports.map((port) => [`${port.container}/tcp`, {}])),
    StopTimeout: spec.stopSeconds,
    HostConfig: { ...hostConfig(spec), ...(runtime !== undefined && { Runtime: runtime }) },
  };
}

/** What a container may be given back after losing all: what entrypoints need to prepare a folder and step down. */
const CAPABILITIES = ["CHOWN", "SETUID", "SETGID", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "KILL"] as const;

/** Docker's own default fills a disk; this keeps 30 MB of each container's output. */
export const LOG_CONFIG = { Type: "json-file", Config: { "max-size": "10m", "max-file": "3" } } as const;

/** How a tmpfs is mounted: nothing on it can be run, own other rights, or be a device. */
export function tmpfsOptions(mount: Extract<Mount, { readonly kind: "tmpfs" }>): string {
  const mode = (mount.mode ?? 0o1777).toString(8);
  return `rw,noexec,nosuid,nodev,size=${mount.megabytes}m,mode=${mode}`;
}

function cpuLimit({ cpus, cpuPeriodMs }: ContainerSpec["limits"]): CpuLimit {
  return cpuPeriodMs === undefined ? asNumber(cpus) : asPeriod(cpus, cpuPeriodMs * 1000);
}

function hostConfig(spec: ContainerSpec): object {
  const { limits } = spec;
  return {
    NetworkMode: spec.network,
    PortBindings: Object.fromEntries(
      // Without an address Docker publishes on every one the host has.
      spec.ports.map((port) => [`${port.container}/tcp`, [{ HostIp: port.address, HostPort: String(port.host) }]]),
    ),
    Mounts: spec.mounts.filter((mount) => mount.kind === "volume").map(volumeMount),
    Tmpfs: Object.fromEntries(
      spec.mounts.filter((mount) => mount.kind === "tmpfs").map((mount) => [mount.path, tmpfsOptions(mount)]),
    ),
    Memory: limits.memoryBytes,
    // Memory and swap together: the same number is no swap.
    MemorySwap: limits.memoryBytes,
    ...cpuLimit(limits),
    PidsLimit: limits.pids,
    ShmSize: limits.shmBytes,
    CapDrop: ["ALL"],
    CapAdd: [...spec.capabilities],
    SecurityOpt: ["no-new-privileges"],
    ReadonlyRootfs: spec.readOnlyRoot,
    RestartPolicy: { Name: spec.restart },
    LogConfig: LOG_CONFIG,
  };
}

function volumeMount(mount: Extract<Mount, { readonly kind: "volume" }>): object {
  return {
    Type: "volume",
    Source: mount.volume,
    Target: mount.path,
    ReadOnly: mount.readOnly ?? false,
    // Creating the container creates the volume. No driver options: with them a "volume" can be any folder of the host.
    VolumeOptions: { Labels: { ...mount.labels } },
  };
}

const port = z.int().min(1).max(65_535);
const path = z.string().regex(/^(?:\/[\w.-]+)+$/, "an absolute path without signs that mean something to mount");
// NUL ends a string for the kernel.
const argument = z.string().refine((value) => !value.includes("\0"), "text without a NUL character");
const labels = z.record(z.string().min(1).max(128), z.string().max(4096));

const Spec = z.strictObject({
  name: z.string().regex(NAME, "letters, digits and the signs _ . -"),
  image: z.string().refine(isImageReference, "the name of an image, as postgres:16"),
  entrypoint: z.array(argument).min(1).optional(),
  command: z.array(argument),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, "a name of letters, digits and _"), argument),
  labels,
  user: z
    .string()
    .regex(/^\d{1,10}(?::\d{1,10})?$/, "uid:gid, in numbers")
    .optional(),
  network: z
    .string()
    .regex(NAME)
    .refine((name) => name !== "host", "a network of its own, not the host's"),
  ports: z.array(z.strictObject({ container: port, host: port, address: z.union([z.ipv4(), z.ipv6()]) })),
  mounts: z.array(
    z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("volume"),
        volume: z.string().regex(NAME),
        path,
        readOnly: z.boolean().optional(),
        labels,
        files: z.array(z.unknown()).optional(),
      }),
      z.strictObject({
        kind: z.literal("tmpfs"),
        path,
        megabytes: z.int().min(1),
        mode: z.int().min(0).max(0o7777).optional(),
      }),
    ]),
  ),
  limits: z.strictObject({
    memoryBytes: z.int().positive(),
    cpus: z.number().positive(),
    cpuPeriodMs: z.int().min(100).max(1000).optional(),
    pids: z.int().positive(),
    shmBytes: z.int().positive().optional(),
  }),
  readOnlyRoot: z.boolean(),
  capabilities: z.array(z.enum(CAPABILITIES)),
  restart: z.enum(["no", "unless-stopped"]),
  stopSeconds: z.int().min(0).max(600),
});
