import { Problem } from "#core/problem.ts";
import type { HostKind, Quirks } from "./kind.ts";
import { asDocker } from "./podman/answers.ts";
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
    return { ...socket("podman", `podman://${path}`, path), quirks };
  },
};

export default podman;

/** As seen with Podman 4.3 of Debian 12. */
const quirks: Quirks = {
  answer: asDocker,
  // `podman inspect` shows the limit; what it gives to Docker's clients does not.
  unseen: ["log rotation"],
  // There is nothing like enable_icc.
  isolatesContainers: false,
  // POST /containers/ID/update is 404 before Podman 5.
  changesRestartPolicy: false,
};

/** Where `systemctl --user enable --now podman.socket` puts it, or the system's. */
function ownSocket(runtime: string | undefined): string {
  return `${runtime && runtime !== "" ? runtime : "/run"}/podman/podman.sock`;
}
