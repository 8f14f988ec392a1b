import type { Host, Hosts } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { didYouMean } from "#core/suggest.ts";
import { DockerHost, type HostSettings } from "./docker/host.ts";
import type { Environment } from "./kind.ts";
import { connect } from "./kinds.ts";

export type { HostSettings } from "./docker/host.ts";
export type { Environment } from "./kind.ts";

/** The hosts, and what the program does with them as a whole. */
export interface OpenHosts extends Hosts, AsyncDisposable {
  /**
   * Loads and connects what the first command would wait for. Call it once the bot says that it is ready; it never
   * fails, and one host does not wait for another.
   */
  warm(): Promise<void>;
}

/**
 * Opens the hosts of the settings, the default first. Nothing is asked over a network: a host that is down is one whose
 * calls fail.
 *
 * @throws Problem "configuration" that names the host whose settings cannot work.
 */
export async function openHosts(settings: readonly HostSettings[], environment: Environment): Promise<OpenHosts> {
  const all = await Promise.all(settings.map((host) => open(host, environment)));
  const twice = all.find((host, index) => all.findIndex(({ name }) => name === host.name) !== index);
  if (twice) throw new Problem("configuration", `Two hosts are called ${twice.name}.`);
  return {
    all,
    find: (name) => find(all, name),
    async warm() {
      await Promise.all(all.map((host) => host.warm()));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((host) => host[Symbol.asyncDispose]()));
    },
  };
}

async function open(settings: HostSettings, environment: Environment): Promise<DockerHost> {
  try {
    return new DockerHost(settings, await connect(settings.url, environment), environment);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message, hint } = error;
    throw new Problem(code, `The host ${settings.name} cannot be used: ${message}`, { hint, cause: error });
  }
}

function find(all: readonly Host[], name: string | undefined): Host {
  const host = name === undefined ? all[0] : all.find((host) => host.name === name);
  if (host) return host;
  if (name === undefined) throw new Problem("configuration", "No Docker host is configured.", { hint: "Set HOSTS." });
  const names = all.map((host) => host.name);
  throw new Problem("not-found", `There is no host ${name}.${didYouMean(name, names)}`, {
    hint: `The hosts are ${names.join(", ")}. /host list says more.`,
  });
}
