import { contextUrl, currentContext, follow } from "./context.ts";
import type { Environment, HostKind } from "./kind.ts";

/**
 * `docker`: the engine that the `docker` command would use here: `DOCKER_HOST`, or else `DOCKER_CONTEXT`, or else the
 * current context of Docker's own settings, or else the platform's default socket.
 */
const docker: HostKind = {
  async connect(_url, environment) {
    return follow(await followed(environment), environment);
  },
};

export default docker;

async function followed(environment: Environment): Promise<string> {
  // The order is that of Docker's CLI (cli/command/cli.go, resolveContextName): DOCKER_HOST beats a context.
  const { DOCKER_HOST: host, DOCKER_TLS_VERIFY: verify, DOCKER_CERT_PATH: certs } = environment.variables;
  if (!host) return contextUrl(await currentContext(environment), environment);
  const url = host.includes("://") ? host : `tcp://${host}`;
  if (!url.startsWith("tcp://") || !verify) return url;
  const folder = certs ?? environment.variables["DOCKER_CONFIG"] ?? `${environment.home}/.docker`;
  return `${url}?certs=${encodeURIComponent(folder)}`;
}
