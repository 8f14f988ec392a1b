import type { Dialect, EngineLine, EngineRequest } from "../dialect.ts";
import { DockerError } from "../docker/docker-error.ts";
import { asDocker } from "./answers.ts";
import { createContainer } from "./create.ts";
import { removeContainer, sweepNetworks } from "./own-network.ts";
import { measure } from "./stats.ts";

/**
 * Docker's requests, done with what Podman has. What a version of Podman can do is seen by asking it to, never by its
 * number: one that is upgraded does more from the next request on.
 */
export const podman: Dialect = {
  async exchange(request, line) {
    const { method, path } = request;
    const way = WAYS.find((one) => one.method === method && one.path.test(path));
    return asDocker(path, await (way ? way.go(request, line) : line.pass()));
  },
  // `podman inspect` shows the limit; what it gives to Docker's clients does not.
  unseen: ["log rotation"],
};

interface Way {
  readonly method: string;
  readonly path: RegExp;
  readonly go: (request: EngineRequest, line: EngineLine) => Promise<unknown>;
}

/** All others are passed on as they are. */
const WAYS: readonly Way[] = [
  { method: "POST", path: /^\/containers\/create$/, go: createContainer },
  { method: "POST", path: /^\/containers\/[^/]+\/update$/, go: updateContainer },
  { method: "DELETE", path: /^\/containers\/[^/]+$/, go: removeContainer },
  { method: "GET", path: /^\/containers\/[^/]+\/stats$/, go: measure },
  { method: "GET", path: /^\/containers\/[^/]+\/top$/, go: listProcesses },
  { method: "GET", path: /^\/networks$/, go: listNetworks },
];

/** Podman 4.3 has no such path, and says so in the words of its router; a missing container it names. */
async function updateContainer(_request: EngineRequest, line: EngineLine): Promise<unknown> {
  try {
    return await line.pass();
  } catch (error) {
    if (!(error instanceof DockerError && error.status === 404 && error.message === "Not Found")) throw error;
    throw new DockerError("http", "this Podman cannot change a container; Podman 5 can", { status: 501, cause: error });
  }
}

/**
 * As Podman sees them from outside: for Docker's clients it runs a `ps` of the container, and says nothing where there is
 * none. It would tell them every five seconds, without an end.
 */
function listProcesses({ path }: EngineRequest, line: EngineLine): Promise<unknown> {
  return line.send("GET", `/v4.0.0/libpod${path}`, { query: { stream: false } });
}

/** Networks are listed before each container is made, and whenever somebody tidies up. */
async function listNetworks(_request: EngineRequest, line: EngineLine): Promise<unknown> {
  await sweepNetworks(line);
  return line.pass();
}
