import { readFile } from "node:fs/promises";
import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { isIP } from "node:net";
import { join } from "node:path";
import { Problem } from "#core/problem.ts";
import type { HostKind } from "./kind.ts";

/**
 * `tcp://HOST:2376?certs=/etc/longshore/lab`: TLS with both sides checked, from `ca.pem`, `cert.pem` and `key.pem`.
 *
 * Without TLS only to this machine's loopback: whoever reaches a Docker API is root on that host.
 */
const tcp: HostKind = {
  async connect(url) {
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    if (!host) throw new Problem("configuration", `"${url.href}" names no host.`, { hint: EXAMPLE });
    const folder = url.searchParams.get("certs");
    const loopback = LOOPBACK.test(host);
    if (folder === null && !loopback) {
      throw new Problem("configuration", `"${url.href}" would send everything, in plain text, to ${host}.`, {
        hint: `Plain TCP is for 127.0.0.1 only. ${EXAMPLE}`,
      });
    }
    const port = Number(url.port || (folder === null ? 2375 : 2376));
    const keys = folder === null ? undefined : await certificates(folder);
    const destination = { host, port };
    return {
      kind: "tcp",
      url: `tcp://${url.hostname}:${port}`,
      ...destination,
      slowToOpen: keys !== undefined,
      agent: (options) =>
        keys ? new TlsAgent({ ...options, ...destination, ...keys }) : new Agent({ ...options, ...destination }),
      address: host,
      // A name may stand for several addresses, or for one that the host does not know of.
      bind: loopback ? "127.0.0.1" : isIP(host) ? host : undefined,
      local: loopback,
    };
  },
};

export default tcp;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;
const EXAMPLE = "For TLS write tcp://HOST:2376?certs=/folder/with/ca.pem,cert.pem,key.pem";

async function certificates(
  folder: string,
): Promise<{ readonly ca: string; readonly cert: string; readonly key: string }> {
  // One after the other, so that of several that are missing the same one is named each time.
  const ca = await pem(folder, "ca");
  const cert = await pem(folder, "cert");
  return { ca, cert, key: await pem(folder, "key") };
}

async function pem(folder: string, name: string): Promise<string> {
  const path = join(folder, `${name}.pem`);
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Problem("configuration", `The certificate file ${path} cannot be read.`, {
      hint: `${folder} needs ca.pem, cert.pem and key.pem, readable by the user that runs the bot.`,
      cause,
    });
  }
}
