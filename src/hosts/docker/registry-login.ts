import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { dockerFolder } from "../context.ts";
import type { Environment } from "../kind.ts";

/** What is sent to the engine with a pull, as its API calls it. Holds a password: never log it. */
export type RegistryLogin =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

/** Docker Hub is called this in Docker's settings, whatever its images are called. */
const HUB = "https://index.docker.io/v1/";
const HELPER_MS = 10_000;

/**
 * The login that `docker login` has left for a registry, from Docker's settings or the helper program they name.
 *
 * Undefined when there is none, or it cannot be had: the pull is then anonymous, and its refusal says what is missing.
 */
export async function registryLogin(registry: string, environment: Environment): Promise<RegistryLogin | undefined> {
  const server = registry === "docker.io" ? HUB : registry;
  const settings = await read(join(dockerFolder(environment), "config.json"));
  if (!settings) return undefined;
  const helper = settings.credHelpers?.[server] ?? settings.credHelpers?.[registry] ?? settings.credsStore;
  if (helper) return fromHelper(helper, server, environment);
  const kept = [server, registry, `https://${registry}`, `https://${registry}/`].map((key) => settings.auths?.[key]);
  return fromSettings(
    server,
    kept.find((entry) => entry !== undefined),
  );
}

type Settings = z.output<typeof Settings>;
const Entry = z.object({ auth: z.string().optional(), identitytoken: z.string().optional() });
const Settings = z.object({
  auths: z.record(z.string(), Entry).optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
  credsStore: z.string().optional(),
});

async function read(path: string): Promise<Settings | undefined> {
  try {
    return Settings.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

function fromSettings(serveraddress: string, entry: z.output<typeof Entry> | undefined): RegistryLogin | undefined {
  if (entry?.identitytoken) return { identitytoken: entry.identitytoken, serveraddress };
  const text = Buffer.from(entry?.auth ?? "", "base64").toString();
  const colon = text.indexOf(":");
  if (colon < 1) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1), serveraddress };
}

const Told = z.object({ Username: z.string(), Secret: z.string() });

async function fromHelper(name: string, server: string, environment: Environment): Promise<RegistryLogin | undefined> {
  if (!/^[\w.-]+$/.test(name)) return undefined;
  const told = Told.safeParse(await helperSays(`docker-credential-${name}`, server, environment));
  if (!told.success || !told.data.Secret) return undefined;
  const { Username: username, Secret: secret } = told.data;
  // The helpers' word for "this is a token" (docker/cli, cli/config/credentials/native_store.go).
  if (username === "<token>") return { identitytoken: secret, serveraddress: server };
  return { username, password: secret, serveraddress: server };
}

/** The protocol of docker/docker-credential-helpers: the server in, JSON out; a failure is an exit code. */
function helperSays(program: string, server: string, environment: Environment): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const child = spawn(program, ["get"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: environment.variables,
    windowsHide: true,
    timeout: HELPER_MS,
  });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.on("error", () => resolve(undefined));
  child.on("close", (code) => resolve(code === 0 ? json(Buffer.concat(parts).toString()) : undefined));
  // A helper that does not read, or is not there, is noticed by the events above.
  child.stdin.on("error", () => {});
  child.stdin.end(server);
  return promise;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
