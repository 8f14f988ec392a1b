import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./ports.ts";

/** Of Debian's package `docker-registry`. */
export const REGISTRY = "/usr/bin/docker-registry";

export const registryMissing = existsSync(REGISTRY) ? "" : ` (skipped: ${REGISTRY} of docker-registry is not here)`;

export interface Registry extends AsyncDisposable {
  /** "127.0.0.1:41234": loopback, which Docker trusts without TLS. */
  readonly name: string;
  /** Where its blobs are, to break them. */
  readonly folder: string;
}

/** A registry of our own, on a free port, with everything it holds in a temporary folder. */
export async function openRegistry(login?: { readonly user: string; readonly password: string }): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), "registry-"));
  const port = await freePort("127.0.0.1");
  const passwords = join(folder, "htpasswd");
  if (login) await writeFile(passwords, `${login.user}:${bcrypt(login.password)}\n`);
  const settings = {
    version: "0.1",
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}` },
    ...(login && { auth: { htpasswd: { realm: "test", path: passwords } } }),
  };
  // JSON is YAML.
  await writeFile(join(folder, "settings.yml"), JSON.stringify(settings));
  const child = spawn(REGISTRY, ["serve", join(folder, "settings.yml")], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const name = `127.0.0.1:${port}`;
  await until(() =>
    fetch(`http://${name}/v2/`).then(
      () => true,
      () => false,
    ),
  );
  return {
    name,
    folder,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const last = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > last) throw new Error("the registry does not answer");
    await pause(20);
  }
}

/** Perl has the C library's crypt, which knows the only form the registry takes. */
function bcrypt(password: string): string {
  const salt = `$2b$05$${"x".repeat(22)}`;
  return execFileSync("perl", ["-e", "print crypt($ARGV[0], $ARGV[1])", password, salt]).toString();
}
