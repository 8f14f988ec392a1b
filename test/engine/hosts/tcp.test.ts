import { copyFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { openHosts } from "#hosts/hosts.ts";
import {
  type Authority,
  noSocat,
  openAuthority,
  openStrictTlsDocker,
  openTlsDocker,
  temporaryFolder,
  type TlsDocker,
} from "#test/support/tls.ts";
import { hostContract } from "./contract.ts";

const environment = { platform: process.platform, home: homedir(), variables: process.env };
const within = (ms = 30_000) => AbortSignal.timeout(ms);

async function open(port: number, certs: string, host = "127.0.0.1"): Promise<Host> {
  const url = `tcp://${host}:${port}?certs=${encodeURIComponent(certs)}`;
  return (await openHosts([{ name: "lab", url }], environment)).find("lab");
}

async function problem(host: Promise<Host>): Promise<Problem> {
  try {
    await using opened = await host;
    await opened.describe(within());
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("no problem");
}

describe("tcp with TLS", () => {
  const SERVER = { names: "IP:127.0.0.1", usage: "serverAuth" } as const;
  const CLIENT = { usage: "clientAuth" } as const;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let authority: Authority;
  let other: Authority;
  let server: TlsDocker;
  let client: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    [authority, other] = await Promise.all([openAuthority(folder.path, "one"), openAuthority(folder.path, "other")]);
    server = await openTlsDocker(await authority.issue("server", SERVER));
    client = await authority.issue("client", CLIENT);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  hostContract("TCP and TLS", () => open(server.port, client));

  test("of a server that another authority vouches for is refused", async () => {
    await using foreign = await openTlsDocker(await other.issue("server", SERVER));
    const { code, message } = await problem(open(foreign.port, client));
    expect(code).toBe("host-unreachable");
    expect(message).toContain("do not accept each other's certificates");
  });

  test("of a server whose certificate has expired is refused", async () => {
    await using old = await openTlsDocker(await authority.issue("old-server", { ...SERVER, days: -1 }));
    const { code, message } = await problem(open(old.port, client));
    expect(code).toBe("host-unreachable");
    expect(message).toMatch(/certificate.*expired/);
  });

  test("of a server whose certificate is another's is refused", async () => {
    await using wrong = await openTlsDocker(await authority.issue("wrong", { ...SERVER, names: "DNS:elsewhere" }));
    const { code, message } = await problem(open(wrong.port, client));
    expect(code).toBe("host-unreachable");
    expect(message).toContain("certificates");
  });

  test.skipIf(noSocat)("with a client certificate that the server does not accept says so", async () => {
    await using strict = await openStrictTlsDocker(await authority.issue("strict", SERVER));
    await using accepted = await open(strict.port, client);
    expect((await accepted.describe(within())).engineVersion).not.toBe("");
    const refused = [await other.issue("client", CLIENT), await authority.issue("old-client", { ...CLIENT, days: -1 })];
    for (const certs of refused) {
      // The bot trusts the server; it is the server that says no.
      await copyFile(join(authority.folder, "ca.pem"), join(certs, "ca.pem"));
      const { code, message } = await problem(open(strict.port, certs));
      expect(code).toBe("host-unreachable");
      expect(message).toContain("do not accept each other's certificates");
    }
  });

  test("without a client certificate says which file is missing", async () => {
    const certs = await authority.issue("without", CLIENT);
    await rm(join(certs, "cert.pem"));
    const { code, message } = await problem(open(server.port, certs));
    expect(code).toBe("configuration");
    expect(message).toContain(join(certs, "cert.pem"));
  });
});
