import { z } from "zod";
import { readIpv4, readIpv6, readMacAddress } from "./addresses.ts";
import { badValue } from "./bad-value.ts";
import { readFields, splitPair, writeFields } from "./csv.ts";
import { readInteger } from "./numbers.ts";
import { NAME } from "./volumes.ts";

/** `--network app` or `--network name=app,alias=db,ip=172.30.0.5`. */
export const Network = z.strictObject({
  name: z.string(),
  aliases: z.array(z.string()).optional(),
  ip: z.string().optional(),
  ip6: z.string().optional(),
  macAddress: z.string().optional(),
  linkLocalIps: z.array(z.string()).optional(),
  driverOptions: z.record(z.string(), z.string()).optional(),
  gatewayPriority: z.int().optional(),
});
export type Network = z.output<typeof Network>;

/** What is not the name of a network that somebody made. */
const PREDEFINED: readonly string[] = ["default", "bridge", "host", "none"];

export function isUserDefined(name: string): boolean {
  return !PREDEFINED.includes(name) && !name.startsWith("container:");
}

export function readNetwork(text: string): Network {
  // The CLI's own rule for its long form, which is not anchored.
  const network = /[A-Za-z0-9_]+=[A-Za-z0-9_]+/.test(text) ? readLong(text) : { name: text };
  if (network.name === "") throw badValue("the network has no name.");
  const name = network.name.replace(/^container:/, "");
  if (!NAME.test(name)) {
    throw badValue(
      `Docker accepts letters a–z and A–Z, digits, "_", "." and "-" in a network's name, two or more, the first a letter or a digit.`,
    );
  }
  return network;
}

export function writeNetwork(network: Network): string {
  const { name, ...rest } = network;
  if (Object.values(rest).every((value) => value === undefined)) return name;
  const fields: (readonly [string, string | number | undefined])[] = [
    ["name", name],
    ...(network.aliases ?? []).map((alias) => ["alias", alias] as const),
    ["ip", network.ip],
    ["ip6", network.ip6],
    ["mac-address", network.macAddress],
    ...(network.linkLocalIps ?? []).map((address) => ["link-local-ip", address] as const),
    ...Object.entries(network.driverOptions ?? {}).map(([key, value]) => ["driver-opt", `${key}=${value}`] as const),
    ["gw-priority", network.gatewayPriority],
  ];
  return writeFields(fields.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])));
}

function readLong(text: string): Network {
  const network: Network = { name: "" };
  for (const field of readFields(text)) {
    // The CLI makes all of it lower case, values included.
    const [key, value] = splitPair(field.toLowerCase());
    if (value === undefined)
      throw badValue(`expected key=value, as name=app,alias=db; "${field.slice(0, 60)}" is neither.`);
    set(network, key.trim(), value.trim());
  }
  return network;
}

function set(network: Network, key: string, value: string): void {
  switch (key) {
    case "name":
      network.name = value;
      return;
    case "alias":
      network.aliases = [...(network.aliases ?? []), value];
      return;
    case "ip":
      network.ip = readIpv4(value);
      return;
    case "ip6":
      network.ip6 = readIpv6(value);
      return;
    case "mac-address":
      network.macAddress = readMacAddress(value);
      return;
    case "link-local-ip":
      network.linkLocalIps = [...(network.linkLocalIps ?? []), value];
      return;
    case "driver-opt": {
      const [name, setting] = splitPair(value);
      if (name === "" || setting === undefined) throw badValue("expected driver-opt=key=value.");
      network.driverOptions = { ...network.driverOptions, [name.trim()]: setting.trim() };
      return;
    }
    case "gw-priority":
      network.gatewayPriority = readInteger(value);
      return;
    default:
      throw badValue(
        `a network has no "${key.slice(0, 40)}"; there are name, alias, ip, ip6, mac-address, link-local-ip, driver-opt and gw-priority.`,
      );
  }
}
