import { subscribe } from "node:diagnostics_channel";

const hosts = new Set<string>();
// undici makes every connection of fetch and of a websocket, Node's own copy of it and the one we install.
subscribe("undici:client:beforeConnect", (message) => {
  const { connectParams } = message as { connectParams: { hostname: string } };
  hosts.add(connectParams.hostname);
});

/** The other machines that this process began a connection to since this was loaded. */
export function otherMachines(): readonly string[] {
  return [...hosts].filter((host) => !["127.0.0.1", "localhost"].includes(host));
}
