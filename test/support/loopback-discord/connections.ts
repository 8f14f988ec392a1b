import { BlockList, isIP, Socket } from "node:net";
import { violationList } from "./violations.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const violations = violationList();
let isWatching = false;

/** From now on a connection of this process to another machine is a violation. Whatever connects does it by this one method. */
export function watchConnections(): void {
  if (isWatching) return;
  isWatching = true;
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function watched(this: Socket, ...given: unknown[]) {
    const host = hostOf(given);
    if (host !== undefined && !isLoopback(host)) violations.push(`a connection to ${host}`);
    return Reflect.apply(connect, this, given) as Socket;
  };
}

/** Undefined for a path, which is of this machine. */
function hostOf([first, second]: readonly unknown[]): string | undefined {
  // Node's own callers have the arguments in order already.
  const options: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof options === "number") return typeof second === "string" ? second : "localhost";
  if (typeof options !== "object" || options === null) return undefined;
  const { path, host = "localhost" } = options as { path?: string | null; host?: string | null };
  return path ? undefined : (host ?? "localhost");
}

function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === "localhost" : loopback.check(host, family === 6 ? "ipv6" : "ipv4");
}
