import { Problem } from "#core/problem.ts";
import type { HostKind } from "./kind.ts";
import { socket } from "./unix.ts";

/** `podman:///run/podman/podman.sock`: Podman's service, which speaks Docker's API. `podman` alone is the user's own. */
const podman: HostKind = {
  async connect(url, environment) {
    const path = decodeURIComponent(url.pathname) || ownSocket(environment.variables["XDG_RUNTIME_DIR"]);
    if (url.host || !path.startsWith("/")) {
      throw new Problem("configuration", `"${url.href}" does not name a socket by its whole path.`, {
        hint: "Three slashes: podman:///run/podman/podman.sock",
      });
    }
    return socket("podman", `podman://${path}`, path);
  },
};

export default podman;

/** Where `systemctl --user enable --now podman.socket` puts it, or the system's. */
function ownSocket(runtime: string | undefined): string {
  return `${runtime && runtime !== "" ? runtime : "/run"}/podman/podman.sock`;
}
