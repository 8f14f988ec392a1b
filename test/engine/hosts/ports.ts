import { once } from "node:events";
import { createServer } from "node:net";

/** A server of this machine that holds a free port until it is disposed of. */
export async function holdPort(address: string): Promise<{ readonly port: number } & AsyncDisposable> {
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

/** A port that was free a moment ago. */
export async function freePort(address: string): Promise<number> {
  await using held = await holdPort(address);
  return held.port;
}
