import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { openHosts } from "#hosts/hosts.ts";
import { hostContract } from "./contract.ts";
import { freePort } from "./ports.ts";

/** What stands in front of the engine's socket, and asks for a certificate as dockerd with --tlsverify does. */
let server: Server;
let port: number;
let folder: string;
const good = () => join(folder, "good");
const foreign = () => join(folder, "foreign");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tls-"));
  for (const name of ["good", "foreign"]) await certificates(join(folder, name));
  const pem = (name: string) => readFileSync(join(good(), `${name}.pem`));
  const keys = { ca: pem("ca"), cert: pem("cert"), key: pem("key") };
  server = createServer({ ...keys, requestCert: true, rejectUnauthorized: true }, (client) => {
    const engine = connect("/var/run/docker.sock");
    client.on("error", () => engine.destroy()).on("close", () => engine.destroy());
    engine.on("error", () => client.destroy());
    client.pipe(engine).pipe(client);
  });
  server.on("tlsClientError", () => {});
  port = await freePort("127.0.0.1");
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** An authority and one certificate for both ends of 127.0.0.1, valid for a day. */
async function certificates(into: string): Promise<void> {
  execFileSync("mkdir", [into]);
  const openssl = (...words: readonly string[]) => execFileSync("openssl", words, { cwd: into, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    "ca-key.pem",
    "-out",
    "ca.pem",
    "-days",
    "1",
    "-subj",
    "/CN=test authority",
  );
  openssl("req", ...key, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=test");
  await writeFile(join(into, "names"), "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n");
  const by = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial"];
  openssl("x509", "-req", "-in", "request.pem", ...by, "-out", "cert.pem", "-days", "1", "-extfile", "names");
}

const environment = { platform: process.platform, home: homedir(), variables: {} };

async function open(certs: string, address = "127.0.0.1") {
  const hosts = await openHosts([{ name: "lab", url: `tcp://${address}:${port}?certs=${certs}` }], environment);
  return hosts.find("lab");
}

async function refused(certs: string, address?: string): Promise<Problem> {
  await using host = await open(certs, address);
  try {
    await host.describe(AbortSignal.timeout(5000));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("TLS", () => {
  test("with another authority is refused, on our side", async () => {
    const { code, message } = await refused(foreign());
    expect(code).toBe("host-unreachable");
    expect(message).toContain("certificates");
  });

  test("with a certificate that the engine does not know is refused, on its side", async () => {
    const mixed = join(folder, "mixed");
    execFileSync("cp", ["-r", foreign(), mixed]);
    execFileSync("cp", [join(good(), "ca.pem"), mixed]);
    // Node's server closes without saying why; Go's sends an alert, whose words are in the unit tests.
    expect((await refused(mixed)).code).toBe("host-unreachable");
  });

  test("of another name is refused", async () => {
    const { code, message } = await refused(good(), "localhost");
    expect(code).toBe("host-unreachable");
    expect(message).toContain("certificates");
  });
});

hostContract("TLS", () => open(good()));
