import { z } from "zod";
import type { EngineLine, EngineRequest } from "../dialect.ts";
import { DockerError } from "../docker/docker-error.ts";
import { makeOwnNetwork, removeNetwork } from "./own-network.ts";

const EMPTY = "notmpcopyup";
/** Where Podman mounts something to write on when the root is read-only, unless something else is mounted there. */
const OPENED = ["/run", "/tmp", "/var/tmp"];
/** In the place of that: with room for the places of mounts below it. */
export const CLOSED = "ro,noexec,nosuid,nodev,size=64k";

/** Docker's default. Podman 4.3 takes none for 0, and kills at once what is told to stop. */
const STOP_SECONDS = 10;

/** What is looked at in the body that creates a container. */
const Body = z.looseObject({
  StopTimeout: z.number().optional(),
  HostConfig: z.looseObject({
    NetworkMode: z.string().optional(),
    Memory: z.number().optional(),
    NanoCpus: z.number().optional(),
    ReadonlyRootfs: z.boolean().optional(),
    Tmpfs: z.record(z.string(), z.string()).optional(),
    Binds: z.array(z.string()).optional(),
    Mounts: z
      .array(
        z.looseObject({
          Type: z.string(),
          Source: z.string().optional(),
          Target: z.string().optional(),
          VolumeOptions: z.looseObject({ Labels: z.record(z.string(), z.string()).optional() }).optional(),
        }),
      )
      .optional(),
  }),
  NetworkingConfig: z.looseObject({ EndpointsConfig: z.record(z.string(), z.unknown()).optional() }).optional(),
});
type Body = z.output<typeof Body>;

/**
 * Creates a container as Docker does where Podman does otherwise: it checks no limit against the machine, makes volumes
 * without their labels, mounts more than was asked for, gives no time to stop, and has no network whose containers are kept from one another.
 */
export async function createContainer(request: EngineRequest, line: EngineLine): Promise<unknown> {
  const { data: asked } = Body.safeParse(request.body);
  if (!asked) return line.pass();
  await checkLimits(asked, line);
  await makeVolumes(asked, line);
  const body = {
    ...asked,
    StopTimeout: asked.StopTimeout ?? STOP_SECONDS,
    HostConfig: { ...asked.HostConfig, Tmpfs: tmpfsOf(asked) },
  };
  const shared = body.HostConfig.NetworkMode;
  const own = shared === undefined ? undefined : await makeOwnNetwork(shared, line);
  if (shared === undefined || own === undefined) return line.pass(body);
  try {
    return await line.pass(onNetwork(body, shared, own));
  } catch (error) {
    await removeNetwork(own, line);
    throw error;
  }
}

/** The least that Docker gives, as it gives no container less than it needs to start in. */
const LEAST_MEMORY_BYTES = 6 << 20;

/** In Docker's words, which are understood as Docker's are. */
async function checkLimits({ HostConfig: { Memory = 0, NanoCpus = 0 } }: Body, line: EngineLine): Promise<void> {
  if (Memory > 0 && Memory < LEAST_MEMORY_BYTES) throw refused("Minimum memory limit allowed is 6MB");
  // One is everywhere, and Podman takes its time to describe itself.
  if (NanoCpus <= 1e9) return;
  const info = z.object({ NCPU: z.number() }).safeParse(await line.send("GET", "/v1.41/info"));
  if (info.success && NanoCpus > info.data.NCPU * 1e9) {
    throw refused(`Range of CPUs is from 0.01 to ${info.data.NCPU}.00`);
  }
}

function refused(message: string): DockerError {
  return new DockerError("http", message, { status: 400 });
}

/** With their labels, which are lost when creating the container makes them. One that is there stays as it is. */
async function makeVolumes({ HostConfig: { Mounts = [] } }: Body, line: EngineLine): Promise<void> {
  for (const { Type, Source, VolumeOptions } of Mounts) {
    if (Type !== "volume" || !Source || !VolumeOptions?.Labels) continue;
    await line.send("POST", "/v1.41/volumes/create", { body: { Name: Source, Labels: VolumeOptions.Labels } });
  }
}

/** Podman would fill each with what the image has there, and would give it that folder's mode. */
function tmpfsOf({ HostConfig }: Body): Readonly<Record<string, string>> {
  const { ReadonlyRootfs = false, Tmpfs = {}, Mounts = [], Binds = [] } = HostConfig;
  const taken = new Set([
    ...Object.keys(Tmpfs),
    ...Mounts.map(({ Target }) => Target),
    ...Binds.map((bind) => bind.split(":")[1]),
  ]);
  const closed = ReadonlyRootfs ? OPENED.filter((path) => !taken.has(path)).map((path) => [path, CLOSED] as const) : [];
  return Object.fromEntries(
    [...closed, ...Object.entries(Tmpfs)].map(([path, options]) => [path, options ? `${options},${EMPTY}` : EMPTY]),
  );
}

function onNetwork(body: Body, shared: string, own: string): Body {
  const endpoints = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {});
  const renamed = endpoints.map(([name, endpoint]) => [name === shared ? own : name, endpoint] as const);
  return {
    ...body,
    HostConfig: { ...body.HostConfig, NetworkMode: own },
    ...(body.NetworkingConfig && { NetworkingConfig: { EndpointsConfig: Object.fromEntries(renamed) } }),
  };
}
