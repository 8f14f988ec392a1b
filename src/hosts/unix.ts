import { Agent } from "node:http";
import { Problem } from "#core/problem.ts";
import type { Connection, HostKind } from "./kind.ts";

/** `unix:///var/run/docker.sock`: a socket of this machine. */
const unix: HostKind = {
  // async: what is wrong with the URL arrives like every other failure, as a rejection.
  async connect(url) {
    const path = decodeURIComponent(url.pathname);
    if (url.host || !path.startsWith("/")) {
      throw new Problem("configuration", `"${url.href}" does not name a socket by its whole path.`, {
        hint: "Three slashes: unix:///var/run/docker.sock",
      });
    }
    return socket("unix", url.href, path);
  },
};

export default unix;

/** A connection over a local socket or named pipe; ports are published for this machine alone. */
export function socket(kind: string, url: string, path: string): Connection {
  return {
    kind,
    url,
    host: "docker",
    agent: (options) => new Agent({ ...options, socketPath: path } as object),
    address: "127.0.0.1",
    bind: "127.0.0.1",
    local: true,
  };
}
