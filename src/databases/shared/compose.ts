import type { Target } from "#core/database.ts";
import { stringLiteral } from "./quoting.ts";

/**
 * An application's service in a compose file that reaches the database.
 *
 * A port that is bound to the host's loopback is not there for a container on a bridge, so such a service shares the
 * host's network.
 */
export function composeService(target: Target, variables: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(variables).map(
    // Compose replaces $NAME in values; $$ is a dollar.
    ([name, value]) => `      ${name}: ${stringLiteral(String(value).replaceAll("$", "$$$$"))}`,
  );
  const network = isLoopback(target.address)
    ? ["    network_mode: host # the port is bound to the host's loopback"]
    : [];
  return ["services:", "  app:", ...network, "    environment:", ...lines].join("\n");
}

function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || address.startsWith("127.");
}
