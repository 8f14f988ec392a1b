import type { ProblemCode } from "#core/problem.ts";

/** Which call failed, for the sentence. */
export interface Subject {
  /** The host's name and where it is. */
  readonly host: string;
  readonly url: string;
  /** "start the container shop" */
  readonly doing: string;
  /** "container shop", "image postgres:15" */
  readonly thing: string | undefined;
}

/** A Problem to be. */
export interface Told {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The engine's own words, which are not among those below. */
  readonly isUnforeseen?: boolean;
}

interface Row {
  readonly text: RegExp;
  readonly tell: (match: RegExpExecArray, subject: Subject) => Told;
}

/**
 * What an engine says when it refuses, and what a caller can do about it; the first that matches counts.
 *
 * The texts were recorded from Engine 20.10, Engine 28.5 and Podman 4.3; where they differ, both are matched. Status
 * codes do not tell: a missing network and exhausted address pools are both 404, a missing registry is 500.
 */
export const REFUSALS: readonly Row[] = [
  // Images and registries.
  {
    text: /manifest for (\S+) not found|manifest unknown/,
    tell: ([, image], { thing }) => ({
      code: "no-such-image",
      message: `There is no ${image ? `image ${image}` : (thing ?? "such image")} in its registry.`,
      hint: "Look at the version, or take an image that is there: /docker images",
    }),
  },
  {
    text: /pull access denied for ([^\s,]+)|repository (?:\S+ )?(?:not found|does not exist)/,
    tell: ([, image], { thing }) => ({
      code: "no-such-image",
      message: `There is no ${image ? `image ${image}` : (thing ?? "such image")}, or it needs a login.`,
      hint: "Look at the spelling, or log in on the bot's machine: docker login",
    }),
  },
  {
    text: /no basic auth credentials|unauthorized|authentication required|denied: requested access|incorrect username or password/i,
    tell: (_, { thing }) => ({
      code: "registry-login",
      message: `The registry of ${thing ?? "the image"} wants a login, or does not accept the one it was given.`,
      hint: "Log in on the bot's machine: docker login REGISTRY",
    }),
  },
  {
    text: /toomanyrequests|too many requests|pull rate limit/i,
    tell: (_, { thing }) => ({
      code: "registry-login",
      message: `The registry of ${thing ?? "the image"} has had too many anonymous pulls from this address.`,
      hint: "Wait, or log in on the bot's machine: docker login",
    }),
  },
  {
    text: /server gave HTTP response to HTTPS client/,
    tell: (_, { host, thing }) => ({
      code: "registry-unreachable",
      message: `The registry of ${thing ?? "the image"} speaks plain HTTP, which Docker on ${host} does not trust.`,
      hint: `Add it to "insecure-registries" in /etc/docker/daemon.json on ${host}.`,
    }),
  },
  {
    text: /invalid reference format|invalid tag format|repository name must be/,
    tell: (_, { thing }) => ({
      code: "bad-input",
      message: `"${(thing ?? "").replace(/^image /, "")}" is not the name of an image.`,
      hint: "Write it as postgres:16 or registry.example/team/postgres:16",
    }),
  },
  {
    text: /No such image|image not known|no such image/,
    tell: (_, { host, thing }) => ({
      code: "no-such-image",
      message: `The ${thing?.startsWith("image ") ? thing : "image"} is not on ${host}.`,
      hint: "It has to be pulled first.",
    }),
  },
  // Names, ports, networks, volumes.
  {
    text: /name "?\/?([^"\s]+)"? is already in use/,
    tell: ([, name], { host }) => ({
      code: "name-taken",
      message: `The name ${name} is already taken on ${host}.`,
      hint: "Choose another with --name, or see what is there: /db list --all",
    }),
  },
  {
    text: /(?::(\d{1,5})(?::[\d.]+:\d+\/tcp)?(?: failed)?: (?:bind: )?)?(?:port is already allocated|address already in use)/,
    tell: ([, port], { host }) => ({
      code: "port-taken",
      message: port ? `Port ${port} on ${host} is already in use.` : `A port on ${host} is already in use.`,
      hint: "Choose another with --port, or leave it out and get a free one.",
    }),
  },
  {
    text: /(?:([\d.]+|\[[\da-f:]+\]):\d{1,5}(?::[\d.]+:\d+\/\w+)?: (?:bind: )?)?cannot assign requested address/,
    tell: ([, address], { host }) => ({
      code: "configuration",
      message: `The host ${host} does not have the address ${address ?? "that ports are bound to"}.`,
      hint: `Look at the bind address of ${host} in the settings; 0.0.0.0 is every address it has.`,
    }),
  },
  {
    text: /could not find an available, non-overlapping|all predefined address pools have been fully subnetted|Pool overlaps/,
    tell: (_, { host }) => ({
      code: "host-full",
      message: `Docker on ${host} has no address range left for another network.`,
      hint: `Remove networks nobody uses: docker network prune (on ${host})`,
    }),
  },
  {
    text: /network (\S+) not found|No such network: (\S+)/i,
    tell: ([, one, other], { host }) => ({
      code: "not-found",
      message: `The network ${one ?? other} is gone from ${host}.`,
      hint: "Try again: it is made when it is not there.",
    }),
  },
  {
    text: /has active endpoints/,
    tell: (_, { host, thing }) => ({
      code: "host-refused",
      message: `The ${thing ?? "network"} on ${host} is in use.`,
      hint: "Remove the containers on it first: /docker network ls tells how many",
    }),
  },
  {
    text: /volume is (?:being )?(?:in use|used)/,
    tell: (_, { host, thing }) => ({
      code: "host-refused",
      message: `The ${thing ?? "volume"} on ${host} is still used by a container.`,
      hint: "Remove the container first.",
    }),
  },
  {
    text: /no such volume/i,
    tell: (_, { host, thing }) => ({
      code: "not-found",
      message: `There is no ${thing ?? "such volume"} on ${host}.`,
      hint: "/docker volume ls",
    }),
  },
  // Room.
  {
    text: /no space left on device|disk quota exceeded/i,
    tell: (_, { host, doing }) => ({
      code: "host-full",
      message: `The disk of ${host} is full, so Docker could not ${doing}.`,
      hint: `/host status ${host} shows what uses it.`,
    }),
  },
  {
    text: /Minimum memory limit (?:allowed )?is (\w+)/i,
    tell: ([, least], { host }) => ({
      code: "bad-input",
      message: `Docker on ${host} gives a container ${least} of memory at least.`,
      hint: "Ask for more with --memory.",
    }),
  },
  {
    text: /Range of CPUs is from [\d.]+ to ([\d.]+)/i,
    tell: ([, most], { host }) => ({
      code: "bad-input",
      message: `The host ${host} has ${Number(most)} CPUs.`,
      hint: `Ask for that many at most: --cpus ${Number(most)}`,
    }),
  },
  {
    text: /cannot allocate memory/i,
    tell: (_, { host, doing }) => ({
      code: "host-full",
      message: `The host ${host} has no memory left, so Docker could not ${doing}.`,
      hint: `/host status ${host}`,
    }),
  },
  // Running.
  {
    text: /exec:? "?([^":]+)"?: (?:executable file not found|stat [^:]+: no such file)/,
    tell: ([, program], { doing }) => ({
      code: "bad-input",
      message: `The image has no program ${program}, so Docker could not ${doing}.`,
      hint: "Look at the command that was given.",
    }),
  },
  {
    text: /exec:? "?([^":]+)"?: permission denied/,
    tell: ([, program], { doing }) => ({
      code: "bad-input",
      message: `${program} in the image cannot be executed, so Docker could not ${doing}.`,
      hint: "Look at the command that was given.",
    }),
  },
  {
    text: /(?:is|container) not running|is paused|only create exec sessions on running/,
    tell: (_, { host, thing }) => ({
      code: "host-refused",
      message: `The ${thing ?? "container"} on ${host} is not running.`,
      hint: "Start it first.",
    }),
  },
  {
    text: /not a swarm manager|Worker nodes can't be used/,
    tell: (_, { host }) => ({
      code: "host-refused",
      message: `The host ${host} is not a manager of a Swarm.`,
      hint: "Name a manager in the settings.",
    }),
  },
  // Last, because the texts above may quote the network's own failure: a registry that cannot be reached.
  {
    text: /lookup (\S+).*no such host|no such host|connection refused|i\/o timeout|Client\.Timeout|TLS handshake timeout|network is unreachable|connection reset by peer|no route to host|missing or empty Content-Type header|server misbehaving|context deadline exceeded/s,
    tell: (_, { host, thing, doing }) => ({
      code: "registry-unreachable",
      message: `Docker on ${host} cannot reach the registry of ${thing ?? "the image"} to ${doing}.`,
      hint: `Look at the network of ${host}, or take an image that is there: /docker images`,
    }),
  },
];
