import { canonicalAddress } from "./addresses.ts";
import { badValue } from "./bad-value.ts";

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

type Protocol = "tcp" | "udp" | "sctp";

/** `-p 127.0.0.1:8080:80/tcp`. Without `host` the engine chooses; a range of the host's for one port of the container's is a choice. */
export interface Published {
  readonly address?: string | undefined;
  readonly host?: PortRange | undefined;
  readonly container: PortRange;
  readonly protocol: Protocol;
}

export interface Exposed {
  readonly container: PortRange;
  readonly protocol: Protocol;
}

/** More than this is a slip (`1-65535`), and every one becomes an entry of the request and a rule of the firewall. */
const MOST_PORTS = 1000;

/** `[address:][host]:container[/protocol]`, each of the two a port or a range, or `published=8080,target=80,protocol=udp`. */
export function readPublished(text: string): Published {
  const parts = (text.includes("=") ? fromPairs(text) : text).split(":");
  const inside = readExposed(parts.at(-1) ?? "");
  const outside = parts.at(-2) ?? "";
  const written = parts.slice(0, -2).join(":");
  const host = outside === "" ? undefined : readRange(outside, 0);
  const spread = inside.container.last - inside.container.first;
  if (host && host.last - host.first !== spread && spread !== 0) {
    throw badValue("both ranges must be of the same length.");
  }
  const address = written === "" ? undefined : canonicalAddress(/^\[(.*)\]$/s.exec(written)?.[1] ?? written);
  if (written !== "" && address === undefined) {
    throw badValue(
      `expected [address:]host:container, as 127.0.0.1:8080:80; "${written.slice(0, 60)}" is not an IP address.`,
    );
  }
  return { ...(address !== undefined && { address }), ...(host && { host }), ...inside };
}

export function writePublished({ address, host, container, protocol }: Published): string {
  const outside = host ? writeRange(host) : "";
  const where = address === undefined ? "" : `${address.includes(":") ? `[${address}]` : address}:`;
  const inside = writeExposed({ container, protocol });
  return where === "" && outside === "" ? inside : `${where}${outside}:${inside}`;
}

/** `port[-port][/protocol]` */
export function readExposed(text: string): Exposed {
  const [range = "", named = "", ...more] = text.split("/");
  const protocol = PROTOCOLS.find((name) => name === (named || "tcp").toLowerCase());
  if (range === "") throw badValue("the container's port is missing: 8080:80 is host port 8080 to the container's 80.");
  if (!protocol || more.length > 0) throw badValue("expected tcp, udp or sctp behind the /.");
  return { container: readRange(range, 1), protocol };
}

export function writeExposed({ container, protocol }: Exposed): string {
  return writeRange(container) + (protocol === "tcp" ? "" : `/${protocol}`);
}

export function portsOf({ first, last }: PortRange): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const PROTOCOLS: readonly Protocol[] = ["tcp", "udp", "sctp"];

function writeRange({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function readRange(text: string, least: number): PortRange {
  const [, from = "", to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === "")
    throw badValue(
      `"${text.slice(0, 60)}" is not a port; ports are numbers from ${least} to 65535, or a range such as 8000-8010.`,
    );
  if (first < least || last > 65_535) throw badValue(`ports go from ${least} to 65535.`);
  if (last < first) throw badValue(`the range ${text} ends before it begins.`);
  if (last - first >= MOST_PORTS) throw badValue(`${last - first + 1} ports are too many; ${MOST_PORTS} at most.`);
  return { first, last };
}

/** The CLI's own translation of its long form into the short one; keys it does not know are passed over, by it and by us. */
function fromPairs(text: string): string {
  const pairs: Record<string, string> = { protocol: "tcp", published: "", target: "" };
  for (const field of text.split(",")) {
    const [, key, value = ""] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    if (key === undefined)
      throw badValue(`expected key=value, as published=8080,target=80; "${field.slice(0, 60)}" is neither.`);
    pairs[key] = value;
  }
  return `${pairs["published"]}:${pairs["target"]}/${pairs["protocol"]}`;
}
