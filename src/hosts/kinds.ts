import { readdir } from "node:fs/promises";
import { Problem } from "#core/problem.ts";
import { nearest } from "#core/suggest.ts";
import type { Connection, Environment, HostKind } from "./kind.ts";

/**
 * Finds the kind of a host's URL in this folder and lets it connect. Only that kind's file is loaded.
 *
 * @param text As written in the settings: `unix:///var/run/docker.sock`, `docker`, `context:desktop-linux`.
 * @throws Problem "configuration" for text that is no URL and for a scheme that has no file here.
 */
export async function connect(text: string, environment: Environment): Promise<Connection> {
  const url = parse(text);
  const scheme = url.protocol.slice(0, -1);
  const kind = (await schemes()).includes(scheme) ? await load(scheme) : undefined;
  if (!kind) throw await unknownScheme(text, scheme);
  return kind.connect(url, environment);
}

function parse(text: string): URL {
  const url = URL.parse(/^[a-z]+$/.test(text) ? `${text}:` : text);
  if (url) return url;
  throw new Problem("configuration", `"${text}" is not the URL of a Docker host.`, {
    hint: "Write docker, unix:///var/run/docker.sock, context:NAME or tcp://HOST:2376?certs=/path.",
  });
}

async function schemes(): Promise<readonly string[]> {
  const names = await readdir(import.meta.dirname);
  return names.filter((name) => /^[a-z]+\.ts$/.test(name)).map((name) => name.slice(0, -".ts".length));
}

/** Undefined for a file that stands in this folder without being a kind, as this one does. */
async function load(scheme: string): Promise<HostKind | undefined> {
  const module: { readonly default?: HostKind } = await import(new URL(`${scheme}.ts`, import.meta.url).href);
  return module.default;
}

async function unknownScheme(text: string, scheme: string): Promise<Problem> {
  const known: string[] = [];
  for (const name of await schemes()) if (await load(name)) known.push(name);
  const near = nearest(scheme, known);
  return new Problem("configuration", `"${text}" starts with a kind of host that does not exist: ${scheme}.`, {
    hint: near ? `Did you mean ${near}?` : `The kinds are ${known.join(", ")}.`,
  });
}
