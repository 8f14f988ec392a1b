import type { Databases } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { hostShape, rangeOf } from "#policy/host.ts";
import type { HostShape } from "#policy/host.ts";

/** What HOSTS and longshore.yaml say of one host together; the rest of its URL is for its kind to read. */
export interface HostSettings {
  readonly name: string;
  readonly url: string;
  readonly address: string | undefined;
  readonly bind: string | undefined;
  readonly ports: { readonly first: number; readonly last: number };
  readonly runtime?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Of limits handed out. */
  readonly memoryBytes?: number | undefined;
  /** Of what images, containers and volumes take. */
  readonly diskBytes?: number | undefined;
  readonly mostDatabases?: number | undefined;
  /** Kinds, as somebody would type them; undefined is every one. */
  readonly onlyDatabases?: readonly string[] | undefined;
}

/** One entry of HOSTS. */
export interface HostEntry {
  readonly name: string;
  readonly url: string;
  readonly said: HostShape;
}

/** Below the ports that systems give to outgoing connections (Linux: from 32768), which could hold one of ours. */
const DEFAULT_PORTS = { first: 20_000, last: 29_999 };

const NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/i;

/** `lab=tcp://10.0.0.5:2376?certs=/etc/lab&ports=20000-20099`, or what is wrong with it. */
export function readHostEntry(entry: string): HostEntry | string {
  const [, name, url] = /^([^=]+)=(.+)$/.exec(entry) ?? [];
  if (name === undefined || url === undefined || !NAME.test(name)) {
    return `"${entry}" is not NAME=URL, such as local=docker or lab=unix:///run/lab.sock`;
  }
  const [base = "", query = ""] = url.split("?", 2);
  const parameters = new URLSearchParams(query);
  const given = Object.entries(FROM_QUERY).flatMap(([key, read]) => {
    const values = parameters.getAll(key);
    parameters.delete(key);
    return values.length === 0 ? [] : [[key, read(values.join(" "))] as const];
  });
  const { data, error } = hostShape.safeParse(Object.fromEntries(given));
  if (error) {
    const [issue] = error.issues;
    return `${issue?.path.join(".")} of host "${name}": ${issue?.message}`;
  }
  const rest = parameters.size > 0 ? `?${parameters.toString()}` : "";
  return { name, url: `${base}${rest}`, said: data };
}

/** What the query says counts before what the file says, key by key. */
export function hostSettings({ name, url, said }: HostEntry, file: HostShape = {}): HostSettings {
  const ports = said.ports ?? file.ports;
  return {
    name,
    url,
    address: said.advertise ?? file.advertise,
    bind: said.bind ?? file.bind,
    ports: (ports === undefined ? undefined : rangeOf(ports)) ?? DEFAULT_PORTS,
    runtime: said.runtime ?? file.runtime,
    labels: said.labels ?? file.labels,
    memoryBytes: said.memory ?? file.memory,
    diskBytes: said.disk ?? file.disk,
    mostDatabases: said.databases?.most ?? file.databases?.most,
    onlyDatabases: said.databases?.only ?? file.databases?.only,
  };
}

/** Kinds of databases by their proper names. Throws a Problem "configuration" for one that nobody knows. */
export function withKnownKinds(hosts: readonly HostSettings[], databases: Databases): readonly HostSettings[] {
  return hosts.map((host) => {
    try {
      return { ...host, onlyDatabases: host.onlyDatabases?.map((kind) => databases.find(kind).name) };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { message, hint } = error;
      throw new Problem("configuration", `databases of host "${host.name}": ${message}`, { hint, cause: error });
    }
  });
}

/** How a query writes what the file has as YAML. A plus sign is a blank there, and commas separate hosts. */
const FROM_QUERY: Readonly<Record<keyof HostShape, (text: string) => unknown>> = {
  advertise: String,
  bind: String,
  ports: String,
  memory: String,
  disk: String,
  runtime: String,
  databases(text) {
    const words = text.split(/\s+/).filter((word) => word !== "");
    const [most] = words.filter((word) => /^\d+$/.test(word));
    const only = words.filter((word) => !/^\d+$/.test(word));
    return { ...(most !== undefined && { most: Number(most) }), ...(only.length > 0 && { only }) };
  },
  labels: (text) =>
    Object.fromEntries(
      text
        .split(/\s+/)
        .filter((word) => word !== "")
        .map((word) => {
          const [name = "", ...value] = word.split("=");
          return [name, value.join("=")];
        }),
    ),
};
