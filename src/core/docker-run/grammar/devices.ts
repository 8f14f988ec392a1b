import { z } from "zod";
import { badValue } from "./bad-value.ts";
import { readFields, splitPair } from "./csv.ts";
import { readBytes, readInteger, writeBytes } from "./numbers.ts";

/** `/dev/sda:1mb`: a limit or weight for one disk of the host. */
export interface DeviceLimit {
  readonly path: string;
  readonly amount: number;
}

export function readBytesLimit(text: string): DeviceLimit {
  const { path, amount } = splitDevice(text);
  return { path, amount: readBytes(amount) };
}

export function writeBytesLimit({ path, amount }: DeviceLimit): string {
  return `${path}:${writeBytes(amount)}`;
}

export function readCountLimit(text: string): DeviceLimit {
  const { path, amount } = splitDevice(text);
  if (!/^\d{1,15}$/.test(amount)) throw badValue("expected a whole number behind the device, as /dev/sda:1000.");
  return { path, amount: Number(amount) };
}

export function readWeight(text: string): DeviceLimit {
  const limit = readCountLimit(text);
  if (limit.amount !== 0 && (limit.amount < 10 || limit.amount > 1000))
    throw badValue("a weight is 0 or from 10 to 1000.");
  return limit;
}

export function writeCountLimit({ path, amount }: DeviceLimit): string {
  return `${path}:${amount}`;
}

/** `/dev/snd`, `/dev/sda:/dev/xvda:rw`, or a CDI name such as `vendor.com/gpu=0`. */
export function readDevice(text: string): string {
  if (CDI.test(text)) return text;
  const parts = text.split(":");
  const [host = "", second] = parts;
  if (host === "" || parts.length > 3) throw badValue("expected /dev/host[:/dev/container[:rwm]].");
  const inside = parts.length === 1 || (parts.length === 2 && isMode(second)) ? host : (second ?? "");
  if (!inside.startsWith("/")) throw badValue(`"${inside.slice(0, 60)}" is no absolute path.`);
  if (parts.length === 3 && !isMode(parts[2])) throw badValue("what may be done with a device is some of r, w and m.");
  return text;
}

export interface DeviceMapping {
  readonly host: string;
  readonly container: string;
  readonly permissions: string;
}

/** Undefined for a CDI name, which the engine's driver maps. */
export function deviceMapping(text: string): DeviceMapping | undefined {
  if (CDI.test(text)) return undefined;
  const [host = "", second, third] = text.split(":");
  if (second === undefined) return { host: clean(host), container: clean(host), permissions: "rwm" };
  if (third === undefined && isMode(second)) return { host: clean(host), container: clean(host), permissions: second };
  if (third === undefined) return { host, container: clean(second), permissions: "rwm" };
  return { host, container: second, permissions: third };
}

export function readCgroupRule(text: string): string {
  if (!/^[acb] (?:\d+|\*):(?:\d+|\*) [rwm]{1,3}$/.test(text)) throw badValue('expected a rule such as "c 13:* rwm".');
  return text;
}

/** `--gpus all`, `--gpus 2`, `--gpus '"device=0,1",capabilities=utility'`. */
export const Gpus = z.strictObject({
  text: z.string(),
  driver: z.string().optional(),
  count: z.int().optional(),
  devices: z.array(z.string()).optional(),
  capabilities: z.array(z.string()).optional(),
  options: z.record(z.string(), z.string()).optional(),
});
export type Gpus = z.output<typeof Gpus>;

export function readGpus(text: string): Gpus {
  const gpus: Gpus = { text };
  const seen = new Set<string>();
  for (const field of readFields(text)) {
    const [key, value] = splitPair(field);
    if (seen.has(key)) throw badValue(`${key.slice(0, 40)} is given twice.`);
    // A number on its own is a count; as with the CLI, the last of two counts, when they are written differently.
    seen.add(key).add(value === undefined ? "count" : key);
    setGpus(gpus, value === undefined ? "count" : key, value ?? key);
  }
  if (!seen.has("count") && gpus.devices === undefined) gpus.count = 1;
  return gpus;
}

function setGpus(gpus: Gpus, name: string, value: string): void {
  if (name === "count") gpus.count = value === "all" ? -1 : readDecimal(value);
  else if (name === "driver") gpus.driver = value;
  else if (name === "device") gpus.devices = value.split(",");
  else if (name === "capabilities") gpus.capabilities = [...value.split(","), "gpu"];
  else if (name === "options") {
    gpus.options = Object.fromEntries(
      readFields(value)
        .map(splitPair)
        .map(([key, option]) => [key, option ?? ""]),
    );
  } else
    throw badValue(`GPUs have no "${name.slice(0, 40)}"; there are count, device, driver, capabilities and options.`);
}

function readDecimal(text: string): number {
  if (!/^[+-]?\d{1,9}$/.test(text)) throw badValue('expected "all" or a whole number of GPUs.');
  return readInteger(text.replace(/^([+-]?)0+(?=\d)/, "$1"));
}

const CDI = /^[a-zA-Z][a-zA-Z0-9_.-]*[a-zA-Z0-9]\/[a-zA-Z][a-zA-Z0-9_-]*[a-zA-Z0-9]=[a-zA-Z0-9][a-zA-Z0-9_.:-]*$/;

function splitDevice(text: string): { path: string; amount: string } {
  const [path = "", ...rest] = text.split(":");
  if (!path.startsWith("/dev/") || rest.length === 0) throw badValue("expected a device and a limit, as /dev/sda:1mb.");
  return { path, amount: rest.join(":") };
}

function isMode(text: string | undefined): text is string {
  return /^[rwm]{1,3}$/.test(text ?? "") && new Set(text).size === text?.length;
}

/** Go's path.Clean for an absolute path. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
