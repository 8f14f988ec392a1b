import type { Crash, DatabaseRequest, Login, Target } from "#core/database.ts";
import type { ImageDescription } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";

export const PASSWORD = "Abcdefghijklmnopqrstuvwx";
export const MIB = 1024 ** 2;

export const login: Login = { user: "app", password: new Secret(PASSWORD), database: "shop" };

export function requestFor(version: string, changes: Partial<DatabaseRequest> = {}): DatabaseRequest {
  const nothing = { charset: undefined, collation: undefined, auth: undefined, args: [] };
  return { version, login, ...nothing, memoryBytes: 512 * MIB, ...changes };
}

export function targetFor(changes: Partial<Target> = {}): Target {
  return { address: "127.0.0.1", port: 20_001, login, name: "shop", version: "1", ...changes };
}

export function imageWith(
  env: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
): ImageDescription {
  return {
    id: "sha256:0",
    reference: "image:tag",
    digest: undefined,
    architecture: "amd64",
    sizeBytes: 0,
    env,
    labels,
    exposedPorts: [],
    volumes: [],
    user: "",
    entrypoint: [],
    command: [],
  };
}

export function crashWith(log: string, changes: Partial<Crash> = {}): Crash {
  return { exitCode: 1, outOfMemory: false, memoryBytes: 512 * MIB, version: "1", log, ...changes };
}

/** What the caller reads: the message, then the hint. */
export function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return `${error.message} | ${error.hint}`;
    throw error;
  }
  return "no problem";
}
