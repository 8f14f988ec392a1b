import type { ContainerFile, ImageDescription } from "./host.ts";
import type { Secret } from "./secret.ts";

/** A kind of database we know how to hand out: one file in `src/databases/`, whose name is the database's. */
export interface Database {
  /** As people write it: "PostgreSQL". */
  readonly title: string;
  /** Other words people type for it. */
  readonly aliases: readonly string[];
  /** The official image's repository: "postgres". */
  readonly repository: string;
  /** The tag that is run when nobody asks for one, and the ones offered in completion, newest first. */
  readonly defaultVersion: string;
  readonly versions: readonly string[];
  readonly port: number;
  /** `uid:gid` of the server in the official Debian-based image. */
  readonly user: string;
  readonly memory: { readonly defaultBytes: number; readonly leastBytes: number };
  /** How long a first start may take before we say that it is not coming. */
  readonly firstStartMs: number;
  readonly stopSeconds: number;

  /** The server's version in this image, e.g. "15.18" or "8.4"; undefined when it is not an image of this database. */
  versionOf(image: ImageDescription): string | undefined;

  /** Pure: what to run. Throws a Problem for an option this version does not have, with what to do instead. */
  plan(request: DatabaseRequest): DatabasePlan;

  /** Logs in as the caller, asks a query, closes. Throws whatever the driver throws while it is not ready. */
  probe(target: Target, signal: AbortSignal): Promise<void>;

  /** What the server says about itself, with the caller's login. */
  vitals(target: Target, signal: AbortSignal): Promise<Vitals>;

  /** The connection string, and the same for other ecosystems. Every value may hold the password. */
  uri(target: Target): string;
  readonly formats: Readonly<Record<string, (target: Target) => string>>;

  /** The reason, where we know it, of an exit; from the exit code and the last lines of the log. */
  explainCrash(evidence: Crash): CrashReason | undefined;
}

export interface DatabaseRequest {
  /** Of the image that will run: from `versionOf`. */
  readonly version: string;
  readonly login: Login;
  readonly charset: string | undefined;
  readonly collation: string | undefined;
  readonly auth: string | undefined;
  /** Server flags as typed. */
  readonly args: readonly string[];
  readonly memoryBytes: number;
}

/** What the caller logs in with. Names are `[a-z][a-z0-9_]*`, the password is `[A-Za-z0-9]{24,}`. */
export interface Login {
  readonly user: string;
  readonly password: Secret;
  readonly database: string;
}

export interface DatabasePlan {
  readonly command: readonly string[];
  /** Nothing secret: passwords are in `files`. */
  readonly env: Readonly<Record<string, string>>;
  /** Put into a volume of its own, which is mounted at each of `secretPaths`, before the first start. */
  readonly files: readonly Pick<ContainerFile, "name" | "content">[];
  readonly secretPaths: readonly string[];
  readonly dataPath: string;
  readonly tmpfs: readonly { readonly path: string; readonly megabytes: number }[];
  readonly shmBytes?: number;
}

/** Where a client finds the database. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly login: Login;
  /** The container's name, for `docker exec` and compose forms. */
  readonly name: string;
  readonly version: string;
}

export interface Vitals {
  readonly version: string;
  readonly sizeBytes: number;
  readonly connections: number;
  readonly connectionsLimit: number | undefined;
}

export interface Crash {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly memoryBytes: number;
  readonly version: string;
  readonly log: string;
}

export interface CrashReason {
  readonly reason: string;
  /** What to do about it: a sentence or a line to type. */
  readonly hint: string;
}

/** The databases of `src/databases/`, by name. */
export interface Databases {
  readonly names: readonly string[];
  /** By name or alias; an unknown one is a Problem with suggestions. */
  find(name: string): { readonly name: string; readonly database: Database };
}
