import { badValue } from "./bad-value.ts";

/** An IP address in the one form that Go prints: `0:0::1` is `::1`, `::ffff:10.0.0.1` is `10.0.0.1`. Undefined for anything else. */
export function canonicalAddress(text: string): string | undefined {
  if (isIpv4(text)) return text;
  const groups = ipv6Groups(text);
  return groups && (mappedIpv4(groups) ?? writeIpv6(groups));
}

export function readAddress(text: string): string {
  const address = canonicalAddress(text.trim());
  if (address === undefined) throw badValue("expected an IP address such as 192.168.0.10 or fd00::10.");
  return address;
}

export function readIpv4(text: string): string {
  if (!isIpv4(text)) throw badValue("expected an IPv4 address such as 172.30.100.104.");
  return text;
}

export function readIpv6(text: string): string {
  const address = canonicalAddress(text);
  if (!address?.includes(":")) throw badValue("expected an IPv6 address such as 2001:db8::33.");
  return address;
}

/** The host's own: nobody on another machine reaches it. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

/** As Go's net.ParseMAC: 6, 8 or 20 octets, joined by ":" or "-", or in pairs by ".". */
export function readMacAddress(text: string): string {
  if (!MAC.test(text.trim())) throw badValue("expected a MAC address such as 92:d0:c6:0a:29:33.");
  return text;
}

/** `name:address`, `name=address`, the address of the host as `host-gateway`, an IPv6 address in brackets or not. */
export function readExtraHost(text: string): { name: string; address: string } {
  const [, name = "", written = ""] = /^([^=:]+)[=:](.*)$/s.exec(text) ?? [];
  if (name === "") throw badValue("expected name:address, as db.local:10.0.0.5.");
  // "a:b=c" is cut at the "=", and no host name has a ":".
  if (text.charAt(name.length) === ":" && written.includes("="))
    throw badValue("expected name:address, as db.local:10.0.0.5.");
  if (written === "host-gateway") return { name, address: written };
  const address = /^\[(.+)\]$/s.exec(written)?.[1] ?? written;
  if (canonicalAddress(address.trim()) === undefined) throw badValue(`"${written.slice(0, 60)}" is not an IP address.`);
  return { name, address };
}

function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|$)){4}$/.test(text) && !text.endsWith(".");
}

function ipv6Groups(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (!text.includes(":") || halves.length > 2) return undefined;
  const [before, after] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (!before || (halves.length === 2 && !after)) return undefined;
  const missing = 8 - before.length - (after?.length ?? 0);
  if (halves.length === 1) return missing === 0 ? before : undefined;
  return missing > 0 && after ? [...before, ...Array.from({ length: missing }, () => 0), ...after] : undefined;
}

function groupsOf(half: string, isLast: boolean): number[] | undefined {
  if (half === "") return [];
  const parts = half.split(":");
  const last = parts.at(-1) ?? "";
  const numbers = parts.flatMap((part) => (/^[0-9a-f]{1,4}$/i.test(part) ? [Number.parseInt(part, 16)] : []));
  if (numbers.length === parts.length) return numbers;
  if (!isLast || !isIpv4(last) || numbers.length < parts.length - 1) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = last.split(".").map(Number);
  return [...numbers.slice(0, parts.length - 1), a * 256 + b, c * 256 + d];
}

function mappedIpv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join(".") : undefined;
}

/** RFC 5952: the longest run of two or more zeros becomes "::", the first of equals. */
function writeIpv6(groups: readonly number[]): string {
  const runs = groups.map((_, start) => {
    const end = groups.findIndex((group, index) => index >= start && group !== 0);
    return { start, length: (end === -1 ? groups.length : end) - start };
  });
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best));
  const hex = groups.map((group) => group.toString(16));
  if (longest.length < 2) return hex.join(":");
  return `${hex.slice(0, longest.start).join(":")}::${hex.slice(longest.start + longest.length).join(":")}`;
}

const OCTET = "[0-9a-fA-F]{2}";
const PAIR = "[0-9a-fA-F]{4}";
const MAC = new RegExp(
  [5, 7, 19].map((more) => `^${OCTET}(?:(?::${OCTET}){${more}}|(?:-${OCTET}){${more}})$`).join("|") +
    [2, 3, 9].map((more) => `|^${PAIR}(?:\\.${PAIR}){${more}}$`).join(""),
);
