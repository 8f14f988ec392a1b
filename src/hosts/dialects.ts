import type { Dialect } from "./dialect.ts";
import { podman } from "./podman/podman.ts";

/** By what an engine calls a part of itself when it is asked for its version, whatever way leads to it. */
const DIALECTS: ReadonlyMap<string, Dialect> = new Map([["Podman Engine", podman]]);

/** @returns undefined for Docker. */
export function dialectOf(parts: readonly string[]): Dialect | undefined {
  return parts.map((part) => DIALECTS.get(part)).find((dialect) => dialect !== undefined);
}
