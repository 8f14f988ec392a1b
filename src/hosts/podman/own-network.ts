import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { EngineLine, EngineRequest } from "../dialect.ts";
import { DockerError } from "../docker/docker-error.ts";

// Podman has nothing like Docker's enable_icc: on one network all reach one another. It keeps networks from one another
// when both ask for it ("isolate"). So the shared network is a name only, and each container that is put on it gets a
// network of its own, which goes when the container does. To Docker's side of us it looks as if it was on the shared one.

/** "longshore.own-0123456789ab", for the one container that is on "longshore". */
const OWN = /\.own-[0-9a-f]{12}$/;

export function isOwn(network: string): boolean {
  return OWN.test(network);
}

/** The network's name for everybody else. */
export function sharedName(network: string): string {
  return network.replace(OWN, "");
}

/** Podman's own API, as of its oldest version that is still spoken by the newest. */
const NETWORKS = "/v4.0.0/libpod/networks";
const LABEL = "longshore.network";

/**
 * A network for one container in the place of a shared one.
 *
 * @returns Its name; undefined for a network that is not a shared one of ours, and where Podman cannot isolate
 *   networks: then the containers are on the shared one after all.
 */
export async function makeOwnNetwork(shared: string, line: EngineLine): Promise<string | undefined> {
  if (!(await isShared(shared, line))) return undefined;
  const name = `${shared}.own-${randomBytes(6).toString("hex")}`;
  const body = { name, driver: "bridge", options: { isolate: "true" }, labels: { [LABEL]: "own" } };
  try {
    await line.send("POST", `${NETWORKS}/create`, { body });
    return name;
  } catch (error) {
    // netavark's words before it knew the option.
    if (error instanceof DockerError && /unsupported .*option/.test(error.message)) return undefined;
    throw error;
  }
}

/** Unless it is still used, which Podman refuses. */
export async function removeNetwork(name: string, line: EngineLine): Promise<void> {
  await tolerantly(() => line.send("DELETE", `${NETWORKS}/${name}`));
}

/** Longer than creating a container may take: what is younger may be about to be used. */
const ABANDONED_AFTER = "2m";

/**
 * Removes own networks that no container has, running or not: of a bot that was killed before it made the container,
 * and of containers that somebody else removed.
 */
export async function sweepNetworks(line: EngineLine): Promise<void> {
  const filters = { label: [`${LABEL}=own`], until: [ABANDONED_AFTER] };
  await tolerantly(() => line.send("POST", `${NETWORKS}/prune`, { query: { filters } }));
}

const Attached = z.object({ NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }) });

/** The container, and the network that was its own. */
export async function removeContainer({ path }: EngineRequest, line: EngineLine): Promise<unknown> {
  const { data } = Attached.safeParse(await tolerantly(() => line.send("GET", `/v1.41${path}/json`)));
  const answer = await line.pass();
  for (const name of Object.keys(data?.NetworkSettings.Networks ?? {}).filter(isOwn)) await removeNetwork(name, line);
  return answer;
}

/** A network that stays is found again, so a refusal is no reason for what was asked for to fail. */
async function tolerantly(send: () => Promise<unknown>): Promise<unknown> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof DockerError) return undefined;
    throw error;
  }
}

const Network = z.looseObject({ labels: z.record(z.string(), z.string()).nullish() });

async function isShared(name: string, line: EngineLine): Promise<boolean> {
  try {
    const { data } = Network.safeParse(await line.send("GET", `${NETWORKS}/${name}/json`));
    return data?.labels?.[LABEL] === "shared";
  } catch (error) {
    // None of that name, or modes such as "none"; creating the container says what is wrong.
    if (error instanceof DockerError && error.kind === "http") return false;
    throw error;
  }
}
