import { z } from "zod";

const KIB = 1024;
const BYTES: Readonly<Record<string, number>> = { "": 1, k: KIB, m: KIB ** 2, g: KIB ** 3, t: KIB ** 4 };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Largest first: the order in which a duration is written. */
const SPANS: readonly (readonly [unit: string, ms: number])[] = [
  ["d", DAY],
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
  ["ms", 1],
];
/** As a person reads them, which is not as they are typed: "5m" could be metres, or months. */
const SECONDS = ["s", SECOND] as const;
const READ_SPANS: readonly (readonly [unit: string, ms: number])[] = [
  ["d", DAY],
  ["h", HOUR],
  ["min", MINUTE],
  SECONDS,
];
const SPAN_MS: Readonly<Record<string, number>> = { ...Object.fromEntries(SPANS), w: 7 * DAY, min: MINUTE };

/** Longer is a slip of the finger, and dates beyond it leave what `Date` can hold. */
const LONGEST_DURATION = 10 * 365 * DAY;

/**
 * A size as Docker takes it (`512m`, `1g`, `1.5GiB`, `1073741824`) ↔ bytes. Units are binary in every spelling, `mb`
 * and `mib` alike: docker/go-units `RAMInBytes`.
 */
export const memory = z.codec(
  z.string().meta({ placeholder: "size", examples: ["512m", "1g"] }),
  z.int().positive().meta({ unit: "bytes" }),
  {
    decode: (text, context) => bytesOf(text) ?? refuse(context, text, "expected a size such as 512m, 1g or 1.5GiB."),
    encode: writeBytes,
  },
);

/** A length of time (`90s`, `30m`, `2h`, `1d12h`, `2w`) ↔ milliseconds. A number alone is refused: nobody agrees on its unit. */
export const duration = z.codec(
  z.string().meta({ placeholder: "time", examples: ["30m", "2h", "1d12h"] }),
  z.int().positive().meta({ unit: "ms" }),
  {
    decode: (text, context) =>
      millisecondsOf(text) ??
      refuse(context, text, "expected a length of time such as 90s, 30m, 2h or 1d12h, up to 10 years."),
    encode: writeDuration,
  },
);

/** A share of the host's CPUs (`0.5`, `2`) ↔ number. */
export const cpus = z.codec(z.string().meta({ placeholder: "number", examples: ["0.5", "2"] }), z.number().positive(), {
  decode: (text, context) =>
    cpusOf(text) ?? refuse(context, text, "expected a number of CPUs above 0, such as 0.5 or 2, to the hundredth."),
  encode: (count) => String(count),
});

/** A port of the host. Those below 1024 are the host's own: SSH, web and mail servers live there. */
export const port = z
  .int()
  .min(1024, { error: "ports below 1024 belong to the host's own services; expected one from 1024 to 65535." })
  .max(65_535, { error: "expected a port from 1024 to 65535." })
  .meta({ placeholder: "port", examples: [5432] });

/** `1.5 GiB`: at most one decimal, binary units. */
export function showBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  // 1023.95 would print as "1024.0": the next unit says it better.
  while (Math.abs(value) >= KIB - 0.05 && unit < units.length - 1) {
    value /= KIB;
    unit++;
  }
  return `${oneDecimal(value)} ${units[unit]}`;
}

/** How long something took or will take, by its two largest units: `85 ms`, `1.2 s`, `3 min`, `1 h 30 min`, `2 d 4 h`. */
export function showDuration(ms: number): string {
  const whole = Math.round(ms);
  if (whole < SECOND) return `${whole} ms`;
  const tenths = Math.round(whole / 100) * 100;
  if (tenths < MINUTE) return `${oneDecimal(tenths / SECOND)} s`;
  return byTwoUnits(Math.round(ms / SECOND) * SECOND);
}

function byTwoUnits(ms: number): string {
  const index = READ_SPANS.findIndex(([, size]) => ms >= size);
  const [name, size] = READ_SPANS[index] ?? SECONDS;
  const [smallerName, smaller] = READ_SPANS[index + 1] ?? SECONDS;
  const larger = READ_SPANS[index - 1]?.[1] ?? Infinity;
  const rounded = Math.round(ms / smaller) * smaller;
  // 23 h 59 min 40 s rounds to 24 h, which is a day.
  if (rounded >= larger) return byTwoUnits(rounded);
  const left = (rounded % size) / smaller;
  return `${Math.floor(rounded / size)} ${name}${left === 0 ? "" : ` ${left} ${smallerName}`}`;
}

/** How long ago, by its largest unit alone, for a column of a table: `now`, `40 s`, `3 min`, `5 h`, `12 d`. */
export function showAge(since: Date, now: Date): string {
  const ms = now.getTime() - since.getTime();
  if (ms < SECOND) return "now";
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

function bytesOf(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,16}(?:\.\d{1,15})?) ?([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const bytes = Math.floor(Number(number) * (BYTES[unit.toLowerCase()] ?? 1));
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

function writeBytes(bytes: number): string {
  const unit = ["t", "g", "m", "k"].find((unit) => bytes % (BYTES[unit] ?? 1) === 0) ?? "";
  return `${bytes / (BYTES[unit] ?? 1)}${unit}`;
}

function millisecondsOf(text: string): number | undefined {
  if (!/^(?:\d{1,12}(?:\.\d{1,6})?(?:ms|min|[wdhms]))+$/i.test(text)) return undefined;
  let total = 0;
  for (const [, number, unit = ""] of text.matchAll(/([\d.]+)(ms|min|[wdhms])/gi)) {
    total += Number(number) * (SPAN_MS[unit.toLowerCase()] ?? Number.NaN);
  }
  const whole = Math.round(total);
  return whole >= 1 && whole <= LONGEST_DURATION ? whole : undefined;
}

function writeDuration(ms: number): string {
  let left = ms;
  let text = "";
  for (const [unit, size] of SPANS) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}

/** Hundredths at most: Docker counts in billionths, but nobody means 0.333333333 CPUs, and the kernel grants 1 % at least. */
function cpusOf(text: string): number | undefined {
  if (!/^\d{1,4}(?:\.\d{1,2})?$/.test(text)) return undefined;
  const count = Number(text);
  return count > 0 ? count : undefined;
}

function oneDecimal(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

function refuse(context: z.core.ParsePayload, input: string, message: string): never {
  context.issues.push({ code: "custom", input, message });
  return z.NEVER;
}
