import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { namespaceWith } from "#test/support/own-engine.ts";

/** A server on the machine with this address that holds a free port until it is disposed of. */
export async function holdPort(address: string): Promise<{ readonly port: number } & AsyncDisposable> {
  const namespace = namespaceWith(address);
  if (namespace !== undefined) return holdThere(namespace, address);
  const server = createServer().listen(0, address);
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return {
    port: bound.port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

const LISTEN = `
  const server = require("node:net").createServer();
  server.listen(0, process.argv[1], () => console.log(server.address().port));
`;

async function holdThere(namespace: string, address: string): Promise<{ readonly port: number } & AsyncDisposable> {
  const words = [`--net=/run/netns/${namespace}`, process.execPath, "--eval", LISTEN, address];
  const server = spawn("nsenter", words, { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(server.stdout, "data");
  return {
    port: Number(port),
    async [Symbol.asyncDispose]() {
      server.kill();
      await once(server, "exit");
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(address: string): Promise<number> {
  await using held = await holdPort(address);
  return held.port;
}
