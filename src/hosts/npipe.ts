import { Problem } from "#core/problem.ts";
import type { HostKind } from "./kind.ts";
import { socket } from "./unix.ts";

/** `npipe:////./pipe/docker_engine`: Docker Desktop's named pipe on Windows. */
const npipe: HostKind = {
  async connect(url) {
    // A URL's path loses its "/./"; what is left after "pipe" is the name.
    const name = /\/pipe\/([\w.-]+)$/.exec(url.pathname)?.[1];
    if (!name) {
      throw new Problem("configuration", `"${url.href}" does not name a pipe.`, {
        hint: "Write npipe:////./pipe/docker_engine",
      });
    }
    return socket("npipe", `npipe:////./pipe/${name}`, `//./pipe/${name}`);
  },
};

export default npipe;
