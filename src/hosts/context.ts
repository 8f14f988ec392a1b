import { createHash } from "node:crypto";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Problem } from "#core/problem.ts";
import type { Connection, Environment, HostKind } from "./kind.ts";
import { connect } from "./kinds.ts";

/** `context:NAME`: an entry of `docker context ls`, read from Docker's own store. */
const context: HostKind = {
  async connect(url, environment) {
    return follow(await contextUrl(decodeURIComponent(url.pathname), environment), environment);
  },
};

export default context;

/**
 * A URL that Docker's own settings lead to, as one of the kinds here.
 *
 * @throws Problem "configuration" for one that leads back to Docker's settings, which would go round for ever.
 */
export async function follow(url: string, environment: Environment): Promise<Connection> {
  if (/^(?:docker|context):/.test(url)) {
    throw new Problem("configuration", `Docker's settings lead to "${url}", which is no address.`, {
      hint: "echo $DOCKER_HOST and docker context ls show what they say.",
    });
  }
  return connect(url, environment);
}

/** The context that the `docker` command uses when nothing is said: "default" is the platform's socket. */
export async function currentContext(environment: Environment): Promise<string> {
  const chosen = environment.variables["DOCKER_CONTEXT"];
  if (chosen) return chosen;
  const settings = await json(join(dockerFolder(environment), "config.json"), SETTINGS);
  return settings?.currentContext || "default";
}

/** Where a context leads, as a URL of one of the kinds here. */
export async function contextUrl(name: string, environment: Environment): Promise<string> {
  if (name === "default") return platformSocket(environment.platform);
  // How Docker names a context's folders: docker/cli, cli/context/store/store.go.
  const id = createHash("sha256").update(name).digest("hex");
  const store = join(dockerFolder(environment), "contexts");
  const entry = await json(join(store, "meta", id, "meta.json"), CONTEXT);
  const endpoint = entry?.Endpoints.docker;
  if (!endpoint?.Host) {
    throw new Problem("configuration", `Docker has no context "${name}".`, { hint: "docker context ls shows them." });
  }
  if (endpoint.SkipTLSVerify) {
    throw new Problem("configuration", `The Docker context "${name}" does not check whom it talks to.`, {
      hint: `docker context update ${name} --docker host=${endpoint.Host},ca=…,cert=…,key=…`,
    });
  }
  const keys = join(store, "tls", id, "docker");
  return endpoint.Host.startsWith("tcp://") && (await exists(keys))
    ? `${endpoint.Host}?certs=${encodeURIComponent(keys)}`
    : endpoint.Host;
}

/** Where Docker's CLI keeps its settings. */
export function dockerFolder(environment: Environment): string {
  return environment.variables["DOCKER_CONFIG"] || join(environment.home, ".docker");
}

const SETTINGS = z.object({ currentContext: z.string().optional() });

const CONTEXT = z.object({
  Endpoints: z.object({
    docker: z.object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() }).optional(),
  }),
});

function platformSocket(platform: NodeJS.Platform): string {
  return platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";
}

/** Undefined when there is no such file; a file that says something else than expected is a Problem that names it. */
async function json<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return undefined;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Problem("configuration", `Docker's settings file ${path} cannot be understood.`, {
      hint: "docker context ls shows whether Docker's own command can read it.",
      cause,
    });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
