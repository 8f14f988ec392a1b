import { isUserDefined } from "./grammar/networks.ts";
import type { RunOptions } from "./run-request.ts";

/** Flags that are right each by itself and wrong together, as sentences: by the CLI, or by the engine behind it. */
export function conflictsIn(options: RunOptions): readonly string[] {
  return RULES.filter(([wrong]) => wrong(options)).map(([, sentence]) => sentence);
}

const SIX_MEGABYTES = 6 * 1024 ** 2;
const MILLISECOND = 1e6;

const RULES: readonly (readonly [wrong: (options: RunOptions) => boolean | undefined, sentence: string])[] = [
  [
    ({ rm, restart }) => rm === true && restart !== undefined && restart.name !== "no" && restart.name !== "",
    "--rm and --restart contradict one another: a container that is removed when it ends cannot be started again.",
  ],
  [
    (options) => options.noHealthcheck === true && hasHealth(options),
    "--no-healthcheck and --health-* contradict one another.",
  ],
  [
    (options) =>
      [options.healthInterval, options.healthTimeout, options.healthStartPeriod, options.healthStartInterval].some(
        (time) => time !== undefined && time > 0 && time < MILLISECOND,
      ),
    "--health-interval, --health-timeout and --health-start-period are a millisecond (1ms) at least.",
  ],
  [
    ({ logDriver, logOptions }) => logDriver === "none" && logOptions !== undefined,
    "--log-driver none keeps no log, so --log-opt has nothing to set.",
  ],
  [
    ({ disableContentTrust }) => disableContentTrust === false,
    "--disable-content-trust=false asks for signed images, and signatures are not checked here. Name the image by its digest instead: image@sha256:…",
  ],
  [
    ({ memory = 0 }) => memory > 0 && memory < SIX_MEGABYTES,
    "--memory is 6 MB (6m) at least, says the engine. A number without a unit is in bytes.",
  ],
  [
    ({ memory = 0, memorySwap = 0 }) => memorySwap > 0 && memory > 0 && memorySwap < memory,
    "--memory-swap is memory and swap together, so it cannot be less than --memory.",
  ],
  [({ memory = 0, memorySwap = 0 }) => memorySwap > 0 && memory === 0, "--memory-swap goes with --memory."],
  [
    ({ memory = 0, memoryReservation = 0 }) => memory > 0 && memoryReservation > memory,
    "--memory-reservation is the soft limit, so it cannot be more than --memory.",
  ],
  [
    ({ nanoCpus = 0, cpuQuota = 0, cpuPeriod = 0 }) => nanoCpus > 0 && (cpuQuota !== 0 || cpuPeriod !== 0),
    "--cpus says in one number what --cpu-quota and --cpu-period say in two; give one or the other.",
  ],
  [
    ({ networks = [] }) => new Set(networks.map(({ name }) => name)).size < networks.length,
    "A network is given twice.",
  ],
  [
    ({ networks = [] }) =>
      networks.some(({ name }) => isUserDefined(name)) && networks.some(({ name }) => !isUserDefined(name)),
    "Docker's own networks (bridge, none, host) and others cannot be joined together.",
  ],
  [
    ({ networks: [first] = [], networkAliases }) => networkAliases !== undefined && (first?.aliases ?? []).length > 0,
    "--network-alias and alias= of --network are two ways for one thing; give one or the other.",
  ],
  [
    ({ networks = [], networkAliases }) =>
      networks.some(({ name, aliases = [] }) => !isUserDefined(name) && aliases.length > 0) ||
      (networkAliases !== undefined && !isUserDefined(networks[0]?.name ?? "default")),
    "--network-alias goes with --network <name>: the default network knows no names.",
  ],
  [
    ({ networks: [first] = [], ip }) => ip !== undefined && first?.ip !== undefined,
    "--ip and ip= of --network are the same thing.",
  ],
  [
    ({ networks: [first] = [], ip6 }) => ip6 !== undefined && first?.ip6 !== undefined,
    "--ip6 and ip6= of --network are the same thing.",
  ],
  [
    ({ networks: [first] = [], macAddress }) => macAddress !== undefined && first?.macAddress !== undefined,
    "--mac-address and mac-address= of --network are the same thing.",
  ],
  [
    ({ networks: [first] = [], linkLocalIps }) => linkLocalIps !== undefined && first?.linkLocalIps !== undefined,
    "--link-local-ip and link-local-ip= of --network are the same thing.",
  ],
];

export function hasHealth(options: RunOptions): boolean {
  const { healthCommand, healthInterval, healthTimeout, healthStartPeriod, healthStartInterval, healthRetries } =
    options;
  const times = [healthInterval, healthTimeout, healthStartPeriod, healthStartInterval, healthRetries];
  return (healthCommand ?? "") !== "" || times.some((time) => (time ?? 0) !== 0);
}
