import { badValue } from "./bad-value.ts";

/**
 * A whole number as Go's strconv reads it with base 0, which is how Docker's CLI reads every one: `010` is 8, `0x10` is
 * 16, `1_000` is 1000.
 */
export function readInteger(text: string, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): number {
  const [, sign, digits] = GO_INTEGER.exec(text) ?? [];
  if (digits === undefined) throw badValue("expected a whole number.");
  const plain = digits.replaceAll("_", "");
  const size = /^0[0-7]+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
  const value = sign === "-" && size !== 0 ? -size : size;
  if (value < least || value > most) throw badValue(`expected a whole number from ${least} to ${most}.`);
  return value;
}

/** Bytes as go-units' RAMInBytes reads them: `512m`, `1.5GiB`, `64 MB`, `1073741824`. Units are binary in every spelling. */
export function readBytes(text: string): number {
  const [, number, unit = ""] = SIZE.exec(text) ?? [];
  if (number === undefined) throw badValue("expected a size such as 512m, 1g or 1.5GiB.");
  const bytes = Math.trunc(Number(number) * (UNITS[unit.toLowerCase()] ?? 1));
  if (!Number.isSafeInteger(bytes)) throw badValue("no machine has this much.");
  return bytes;
}

/** Written in the largest unit that divides it: 536870912 is `512m`. */
export function writeBytes(bytes: number): string {
  if (bytes <= 0) return String(bytes);
  const unit = ["t", "g", "m", "k"].find((unit) => bytes % (UNITS[unit] ?? 1) === 0) ?? "";
  return `${bytes / (UNITS[unit] ?? 1)}${unit}`;
}

/** A number of CPUs → billionths of one, which is what Docker counts in. */
export function readCpus(text: string): number {
  const [, whole = "", fraction = ""] = /^\+?(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole + fraction === "") throw badValue("expected a number of CPUs such as 0.5 or 2.");
  if (/[1-9]/.test(fraction.slice(9))) throw badValue("too exact: Docker counts billionths of a CPU.");
  const nano = Number(`${whole}${fraction.slice(0, 9).padEnd(9, "0")}`);
  if (!Number.isSafeInteger(nano)) throw badValue("no machine has this many CPUs.");
  return nano;
}

export function writeCpus(nano: number): string {
  const digits = String(nano).padStart(10, "0");
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, "") || "0";
}

/** A length of time as Go writes it (`30s`, `1m30s`, `1.5h`) → nanoseconds. */
export function readDuration(text: string): number {
  if (/^[+-]?0$/.test(text)) return 0;
  if (/^\d+$/.test(text))
    throw badValue(`expected a unit: ${text.slice(0, 20)}s for seconds, ${text.slice(0, 20)}m for minutes.`);
  if (!DURATION.test(text)) throw badValue("expected a length of time such as 30s, 1m30s or 1.5h.");
  if (text.startsWith("-")) throw badValue("a length of time cannot be negative.");
  let total = 0;
  for (const [, whole = "", fraction = "", unit = ""] of text.matchAll(SPAN)) {
    const size = SPANS[unit] ?? 0;
    total += Number(whole || "0") * size + Math.trunc(Number(`0.${fraction || "0"}`) * size);
  }
  if (!Number.isSafeInteger(total)) throw badValue("expected at most 100 days.");
  return total;
}

export function writeDuration(nanoseconds: number): string {
  const unit = ["h", "m", "s", "ms", "us"].find((unit) => nanoseconds % (SPANS[unit] ?? 1) === 0) ?? "ns";
  return nanoseconds === 0 ? "0s" : `${nanoseconds / (SPANS[unit] ?? 1)}${unit}`;
}

/** As Go's ParseBool. */
export function readBoolean(text: string): boolean {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(?:0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw badValue("expected true or false.");
}

const GO_INTEGER =
  /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])+|[1-9](?:_?\d)*|0)$/;
const SIZE = /^\+?(\d+\.?\d*|\.\d+) ?(?:b|([kmgtp])(?:i?b)?)?$/i;
const UNITS: Readonly<Record<string, number>> = {
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
  p: 1024 ** 5,
};
const DURATION = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const SPAN = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g;
const SPANS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
