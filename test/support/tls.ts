import { execFile, spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type TlsOptions } from "node:tls";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { freePort } from "./sshd.ts";

const run = promisify(execFile);

/** Certificate authorities and certificates, made by openssl in a folder of their own. */
export interface Authority {
  readonly folder: string;
  /** A folder with ca.pem, cert.pem and key.pem, as `?certs=` takes it. */
  issue(name: string, options: Issue): Promise<string>;
}

export interface Issue {
  /** "IP:127.0.0.1" or "DNS:name": whom a server may be. */
  readonly names?: string;
  readonly usage: "serverAuth" | "clientAuth";
  /** Negative is expired. */
  readonly days?: number;
}

export async function openAuthority(parent: string, name: string): Promise<Authority> {
  const folder = join(parent, name);
  await mkdir(folder);
  const [key, certificate] = [join(folder, "ca-key.pem"), join(folder, "ca.pem")];
  await openssl(
    "req",
    "-x509",
    "-newkey",
    "ec",
    ...CURVE,
    "-nodes",
    "-keyout",
    key,
    "-out",
    certificate,
    ...["-subj", `/CN=${name}`, "-days", "2"],
  );
  return {
    folder,
    async issue(to, { names, usage, days = 2 }) {
      const place = join(folder, to);
      await mkdir(place);
      const path = (file: string) => join(place, file);
      await openssl(
        "req",
        "-newkey",
        "ec",
        ...CURVE,
        "-nodes",
        "-keyout",
        path("key.pem"),
        "-out",
        path("request"),
        ...["-subj", `/CN=${to}`],
      );
      const extensions = [`extendedKeyUsage=${usage}`, ...(names === undefined ? [] : [`subjectAltName=${names}`])];
      await writeFile(path("extensions"), extensions.join("\n"));
      await openssl(
        "x509",
        "-req",
        "-in",
        path("request"),
        "-CA",
        certificate,
        "-CAkey",
        key,
        "-CAcreateserial",
        ...["-out", path("cert.pem"), "-days", String(days), "-extfile", path("extensions")],
      );
      await copyFile(certificate, path("ca.pem"));
      return place;
    },
  };
}

const CURVE = ["-pkeyopt", "ec_paramgen_curve:prime256v1"];

async function openssl(...words: readonly string[]): Promise<void> {
  await run("openssl", words);
}

/** Docker's API over TLS as `dockerd --tlsverify` has it: a proxy in front of the local socket. */
export interface TlsDocker extends AsyncDisposable {
  readonly port: number;
}

export async function openTlsDocker(
  certificates: string,
  options: TlsOptions = {},
  listenOn = "127.0.0.1",
): Promise<TlsDocker> {
  const pem = (name: string) => readFileSync(join(certificates, `${name}.pem`));
  const keys = { ca: pem("ca"), cert: pem("cert"), key: pem("key") };
  const open = new Set<{ destroy(): void }>();
  // An engine, being Go, does not wait with small pieces either.
  const server = createServer(
    { ...keys, requestCert: true, rejectUnauthorized: true, noDelay: true, ...options },
    (client) => {
      const engine = connect("/var/run/docker.sock");
      for (const end of [client, engine]) {
        open.add(end);
        end.once("close", () => open.delete(end)).on("error", () => {});
      }
      client.pipe(engine).pipe(client);
      client.once("close", () => engine.destroy());
      engine.once("close", () => client.destroy());
    },
  );
  server.on("tlsClientError", () => {});
  server.listen(0, listenOn);
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no port");
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const end of open) end.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * The same by socat, where what counts is how a server says no: OpenSSL sends an alert, as Go's TLS does, and Node's
 * own server just closes.
 */
export async function openStrictTlsDocker(certificates: string): Promise<TlsDocker> {
  const port = await freePort();
  const pem = (name: string) => join(certificates, `${name}.pem`);
  const listen = [`OPENSSL-LISTEN:${port}`, "bind=127.0.0.1", "reuseaddr", "fork", "verify=1"];
  const keys = [`cafile=${pem("ca")}`, `cert=${pem("cert")}`, `key=${pem("key")}`];
  const socat = spawn("socat", ["-d", "-d", [...listen, ...keys].join(","), "UNIX-CONNECT:/var/run/docker.sock"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await new Promise<void>((resolve, reject) => {
    socat.stderr.on("data", (part: Buffer) => part.includes("listening on") && resolve());
    socat.once("exit", () => reject(new Error("socat ended")));
    socat.once("error", reject);
  });
  return {
    port,
    async [Symbol.asyncDispose]() {
      socat.kill();
    },
  };
}

/** Why that cannot be had here; undefined when it can. */
export const noSocat = existsSync("/usr/bin/socat") ? undefined : "socat is not here";

/** A folder that goes when the tests have ended. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "longshore-tls-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
