import { z } from "zod";
import { readCapability } from "./grammar/texts.ts";

const GIB = 1024 ** 3;

const capability = z.string().refine((name) => isCapability(name), { error: "expected a capability, as NET_ADMIN." });
const folder = z
  .string()
  .regex(/^\/(?!.*(?:^|\/)\.\.?(?:\/|$))[^:]*$/, { error: "expected an absolute path without . and .." });

/** What a container that somebody starts from chat may have beyond the ordinary. Everything defaults to nothing. */
export const RunPolicy = z.strictObject({
  /** Folders of the host that may be mounted, with what is below them; to be read unless `write` says more. */
  binds: z.array(z.strictObject({ path: folder, write: z.boolean().default(false) })).default([]),
  /** Beyond those of Docker's own default set that only matter inside the container. */
  capabilities: z.array(capability).default([]),
  /** Names from the engine's settings, as runsc or kata. */
  runtimes: z.array(z.string()).default([]),
  /** `net.core.somaxconn`, or `net.core.*`. */
  sysctls: z.array(z.string()).default([]),
  gpus: z.boolean().default(false),
  /** Addresses of the host to publish ports on, besides its configured one and loopback. */
  addresses: z.array(z.union([z.ipv4(), z.ipv6()])).default([]),
  /** Ports below belong to the host's own services. */
  lowestPort: z.int().min(1).max(65_535).default(1024),
  /** Registries that images may come from, as docker.io; empty is any. */
  registries: z.array(z.string()).default([]),
  /** Names of containers that were not made here and may be changed all the same; a star stands for any text. */
  foreign: z.array(z.string().min(1)).default([]),
  /** The most one container may have. */
  most: z
    .strictObject({
      memoryBytes: z
        .int()
        .positive()
        .default(4 * GIB),
      cpus: z.number().positive().default(4),
      pids: z.int().positive().default(4096),
      shmBytes: z.int().positive().default(GIB),
      stopSeconds: z.int().positive().default(600),
    })
    .prefault({}),
});
export type RunPolicy = z.output<typeof RunPolicy>;

/** What is known when the request is made: about the host, the image, the lease. */
export interface RunContext {
  /** The lease's. On the container whatever the line says. */
  readonly labels: Readonly<Record<string, string>>;
  /** The address of the host that ports are bound to. */
  readonly address: string;
  /** The shared bridge, whose containers do not reach one another. */
  readonly network: string;
  /** Undefined while nobody has looked; then the container is taken to start as root. */
  readonly image: { readonly user: string; readonly exposedPorts: readonly number[] } | undefined;
  readonly defaults: { readonly memoryBytes: number; readonly cpus: number; readonly pids: number };
  /** Free ports of the host to hand out where the line leaves the choice; an engine's own choice changes at every restart. */
  readonly freePorts: readonly number[];
  /** Names and ids of containers of the caller's own. */
  readonly ownContainers: readonly string[];
  /** The host's runtime for work that must not share a kernel. */
  readonly runtime?: string | undefined;
}

/** What a container is given when the line does not say: enough for most servers' own defaults. */
const RUN_DEFAULTS: RunContext["defaults"] = { memoryBytes: GIB, cpus: 1, pids: 512 };

/** The same, where an operator lets one container have less than that. */
export function defaultsWithin({ most }: RunPolicy): RunContext["defaults"] {
  return {
    memoryBytes: Math.min(RUN_DEFAULTS.memoryBytes, most.memoryBytes),
    cpus: Math.min(RUN_DEFAULTS.cpus, most.cpus),
    pids: Math.min(RUN_DEFAULTS.pids, most.pids),
  };
}

function isCapability(name: string): boolean {
  try {
    readCapability(name);
    return true;
  } catch {
    return false;
  }
}
