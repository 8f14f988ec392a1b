import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const SSHD = "/usr/sbin/sshd";
/** Why there can be no server here; undefined when there can. */
export const noSshd = existsSync(SSHD) ? undefined : `${SSHD} of openssh-server is not here`;

/** A real SSH server on loopback, with keys of its own, and the client's configuration that knows it. */
export interface Sshd extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  /** For `?config=`. */
  readonly config: string;
  readonly pid: number;
  /** How many logins it has let in so far. */
  readonly logins: number;
  url(query?: string): string;
  /** Another client configuration: lines that come before the usual ones and so win over them. */
  configWith(name: string, lines: readonly string[]): Promise<string>;
  /** As if the machine had been set up anew. */
  changeHostKey(): Promise<void>;
}

export async function openSshd(lines: readonly string[] = []): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-sshd-"));
  const path = (name: string) => join(folder, name);
  const port = await freePort();
  const user = userInfo().username;
  // Where the server puts its unprivileged half; the package's service makes it.
  await mkdir("/run/sshd", { recursive: true, mode: 0o755 }).catch(() => {});
  await Promise.all(["host", "client", "other"].map((name) => makeKey(path(name))));
  await writeFile(path("authorized_keys"), await readFile(path("client.pub")));

  const know = async () => {
    const key = await readFile(path("host.pub"), "utf8");
    await writeFile(path("known_hosts"), `[127.0.0.1]:${port} ${key}`);
  };
  await know();
  const usual = [
    `IdentityFile ${path("client")}`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile ${path("known_hosts")}`,
    "GlobalKnownHostsFile /dev/null",
    "",
  ];
  await writeFile(path("config"), usual.join("\n"));
  await writeFile(
    path("sshd_config"),
    [
      ...lines,
      // What a shell does there when it begins is not for the user's own files to say.
      `SetEnv HOME=${folder}`,
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${path("host")}`,
      "PidFile none",
      `AuthorizedKeysFile ${path("authorized_keys")}`,
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      "UsePAM no",
      "PrintMotd no",
      "",
    ].join("\n"),
  );
  let server = await serve(path("sshd_config"));

  return {
    port,
    user,
    config: path("config"),
    get pid() {
      return server.child.pid ?? -1;
    },
    get logins() {
      return server.logins();
    },
    url: (query = "") => `ssh://${user}@127.0.0.1:${port}?config=${path("config")}${query}`,
    async configWith(name, more) {
      await writeFile(path(name), [...more, ...usual].join("\n"));
      return path(name);
    },
    async changeHostKey() {
      await rm(path("host"));
      await rm(path("host.pub"));
      await makeKey(path("host"));
      await ended(server.child);
      server = await serve(path("sshd_config"));
    },
    async [Symbol.asyncDispose]() {
      await ended(server.child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeKey(path: string): Promise<void> {
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
}

async function serve(config: string) {
  const server = spawn(SSHD, ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = "";
  server.stderr.on("data", (part: Buffer) => {
    said += part.toString();
    if (said.includes("Server listening")) resolve();
  });
  server.once("exit", () => reject(new Error(`sshd ended: ${said}`)));
  await promise;
  return { child: server, logins: () => said.split("Accepted publickey").length - 1 };
}

async function ended(server: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.once("exit", () => resolve());
  if (server.exitCode !== null || server.signalCode !== null || !server.kill()) return;
  await promise;
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || !address) throw new Error("no port");
  return address.port;
}
