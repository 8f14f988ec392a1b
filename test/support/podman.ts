import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { isPodmanHere, runcPath } from "../../scripts/setup/podman.mjs";

const run = promisify(execFile);

/** Why there can be no Podman here; undefined when there can. */
export const noPodman = isPodmanHere() ? undefined : "podman or runc is not here";

/** A Podman service with storage of its own. */
export interface Podman extends AsyncDisposable {
  readonly socket: string;
  /** Where it keeps what it knows of its networks, a file for each. */
  readonly networks: string;
  /** Docker's own command, speaking to Podman. */
  command(...words: string[]): Promise<string>;
}

export async function openPodman(): Promise<Podman> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-podman-"));
  const path = (name: string) => join(folder, name);
  // A root that may not raise limits, as in a container, cannot give what Podman asks for by default.
  await writeFile(path("containers.conf"), '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n');
  const words = [
    ...["--root", path("root"), "--runroot", path("run"), "--network-config-dir", path("networks")],
    ...["--runtime", runcPath() ?? "runc"],
    ...["--cgroup-manager", "cgroupfs", "--events-backend", "file"],
  ];
  const env = { ...process.env, CONTAINERS_CONF: path("containers.conf") };
  const socket = path("podman.sock");
  const service = spawn("podman", [...words, "system", "service", "--time=0", `unix://${socket}`], {
    env,
    // conmon of Debian 12 leaves a file "oom" where it was started.
    cwd: folder,
    stdio: "ignore",
  });
  for (let waited = 0; !existsSync(socket); waited += 50) {
    if (waited > 10_000 || service.exitCode !== null) throw new Error("podman does not start");
    await pause(50);
  }
  return {
    socket,
    networks: path("networks"),
    async command(...more) {
      const { stdout } = await run("docker", ["--host", `unix://${socket}`, ...more]);
      return stdout.trim();
    },
    async [Symbol.asyncDispose]() {
      await run("podman", [...words, "rm", "--all", "--force", "--time", "0"], { env }).catch(() => {});
      await run("podman", [...words, "network", "prune", "--force"], { env }).catch(() => {});
      service.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
