import { isNothing } from "./absent.ts";
import type { CreateBody, CreateRequest, HostConfig } from "./create-body.ts";
import { hardenPorts } from "./harden-ports.ts";
import type { RunContext } from "./run-policy.ts";

/** A request made safe, and what that changed. */
export interface Hardened {
  readonly request: CreateRequest;
  /** To be set after the first ready: before, a container that cannot start would start for ever. */
  readonly restart: NonNullable<HostConfig["RestartPolicy"]> | undefined;
  /** `--rm`. The engine would remove it before anybody could read why it ended. */
  readonly removeWhenEnded: boolean;
  /** Each difference from what the Docker CLI would send, as a sentence. */
  readonly changes: readonly string[];
}

/**
 * What an entrypoint that starts as root needs to prepare folders and step down to its own user. Measured with the
 * images of PostgreSQL, Redis and MySQL: with the first three the first start works and the second, over existing data,
 * does not.
 */
const FOR_ROOT = ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_SETGID", "CAP_SETUID"] as const;

/** Docker's own default keeps everything and fills the disk. */
const LOG_LIMITS = { "max-size": "10m", "max-file": "3" } as const;

/**
 * Adds what every container of ours has and a line need not say. What the line asks for stays as it is, however bad: it
 * is for the policy to refuse by name, not for this to drop without a word.
 */
export function harden(request: CreateRequest, context: RunContext): Hardened {
  const { body } = request;
  const host = body.HostConfig;
  const restart =
    isNothing(host.RestartPolicy?.Name) || host.RestartPolicy?.Name === "no" ? undefined : host.RestartPolicy;
  const ports = hardenPorts(body, context);
  const hardened: CreateBody = {
    ...body,
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    Labels: { ...body.Labels, ...context.labels },
    ...joined(body, context.network),
    HostConfig: {
      ...host,
      ...limits(host, context.defaults),
      ...ports.host,
      NetworkMode: isDefault(host.NetworkMode) ? context.network : (host.NetworkMode ?? context.network),
      CapDrop: ["ALL"],
      CapAdd: capabilities(body, context),
      SecurityOpt: securityOptions(host),
      LogConfig: logConfig(host),
      RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
      ...(context.runtime !== undefined && isNothing(host.Runtime) && { Runtime: context.runtime }),
    },
  };
  // Standard input stays open for programs that end without it (-i), but nobody will ever close it.
  delete hardened.StdinOnce;
  delete hardened.HostConfig.AutoRemove;
  return {
    request: { ...request, body: hardened },
    restart,
    removeWhenEnded: host.AutoRemove === true,
    changes: [...ports.changes, ...changes(body, hardened, restart)],
  };
}

function isDefault(network: string | undefined): boolean {
  return network === undefined || network === "default" || network === "bridge";
}

/** The settings of the default network's endpoint go along to the shared one. */
function joined(body: CreateBody, network: string): Pick<CreateBody, "NetworkingConfig"> {
  const endpoints = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {});
  if (endpoints.length === 0) return {};
  const renamed = endpoints.map(([name, endpoint]) => [isDefault(name) ? network : name, endpoint] as const);
  return { NetworkingConfig: { EndpointsConfig: Object.fromEntries(renamed) } };
}

function limits(host: HostConfig, defaults: RunContext["defaults"]): HostConfig {
  const memory = host.Memory || Math.max(defaults.memoryBytes, host.MemoryReservation ?? 0);
  // A period alone limits nothing, and does not go with NanoCpus.
  const { CpuQuota = 0, CpuPeriod = 0, NanoCpus = Math.round(defaults.cpus * 1e9) } = host;
  const cpus =
    CpuQuota !== 0 ? {} : CpuPeriod === 0 ? { NanoCpus } : { CpuQuota: Math.round(defaults.cpus * CpuPeriod) };
  return {
    Memory: memory,
    // Memory and swap together: the same number is no swap.
    MemorySwap: host.MemorySwap || memory,
    ...cpus,
    PidsLimit: host.PidsLimit || defaults.pids,
  };
}

/** All are dropped; given back is what was asked for, and to what starts as root the four it needs to step down. */
function capabilities({ User, HostConfig: host }: CreateBody, { image }: RunContext): string[] {
  const user = User || (image?.user ?? "");
  const dropped = host.CapDrop ?? [];
  const isRoot = /^(?:root|0*)(?::|$)/.test(user);
  const base = isRoot && !dropped.includes("ALL") ? FOR_ROOT.filter((name) => !dropped.includes(name)) : [];
  return [...new Set([...base, ...(host.CapAdd ?? [])])].toSorted();
}

function securityOptions({ SecurityOpt = [] }: HostConfig): string[] {
  const isSaid = SecurityOpt.some((option) => option.startsWith("no-new-privileges"));
  return isSaid ? SecurityOpt : [...SecurityOpt, "no-new-privileges"];
}

function logConfig({ LogConfig }: HostConfig): NonNullable<HostConfig["LogConfig"]> {
  const Type = LogConfig?.Type || "json-file";
  // Other drivers have other options, and are refused anyway.
  const rotated = Type === "json-file" || Type === "local";
  return { Type, Config: { ...(rotated && LOG_LIMITS), ...LogConfig?.Config } };
}

type Change = readonly [changed: boolean, sentence: string];

function changes(before: CreateBody, after: CreateBody, restart: Hardened["restart"]): readonly string[] {
  const [was, is] = [before.HostConfig, after.HostConfig];
  const given = (is.CapAdd ?? []).map((name) => name.replace("CAP_", "")).join(", ");
  const all: readonly Change[] = [
    [
      isNothing(was.Memory),
      `Memory is limited to ${Math.round((is.Memory ?? 0) / 1024 ** 2)} MiB, without swap; -m sets another limit.`,
    ],
    [
      isNothing(was.NanoCpus) && is.NanoCpus !== undefined,
      `Its share of the CPUs is ${(is.NanoCpus ?? 0) / 1e9}; --cpus sets another limit.`,
    ],
    [isNothing(was.PidsLimit), `It may have ${is.PidsLimit} processes; --pids-limit sets another limit.`],
    [
      !(was.CapDrop ?? []).includes("ALL"),
      given === "" ? "All capabilities are dropped." : `All capabilities are dropped but ${given}.`,
    ],
    [was.SecurityOpt?.length !== is.SecurityOpt?.length, "It cannot gain privileges (no-new-privileges)."],
    [isNothing(was.LogConfig?.Config["max-size"]), "Its log keeps the last 3 files of 10 MB."],
    [
      isDefault(was.NetworkMode),
      "It is on the shared network, where containers do not reach one another; --network joins another.",
    ],
    [was.AutoRemove === true, "It is removed once its end has been told (--rm)."],
    [restart !== undefined, `Restart policy ${restart?.Name} is set once it runs.`],
  ];
  return all.filter(([changed]) => changed).map(([, sentence]) => sentence);
}
