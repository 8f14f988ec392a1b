import type { ImageRules } from "./docker-run/advice.ts";
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

  /** How the caller's password is changed on a server that runs. */
  readonly rotation: Rotation;

  /** How one is made before anybody asks for it. Absent: it is always made when somebody asks. */
  readonly ahead?: Ahead;

  /** How its data directory can be in an image. Absent: a first start makes nothing worth keeping. */
  readonly baking?: Baking;

  /** The connection string, and the same for other ecosystems. Every value may hold the password. */
  uri(target: Target): string;
  readonly formats: Readonly<Record<string, (target: Target) => string>>;

  /** What the official image's docker-entrypoint.sh asks of people who run it by hand. Absent: nothing. */
  readonly imageRules?: ImageRules;

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
  /** Set while the password is being changed to this one: either may be the one that works. */
  readonly next?: Secret | undefined;
}

export interface DatabasePlan {
  /** The server's program and its arguments. */
  readonly command: readonly string[];
  /** The image's entrypoint has nothing to do but start the command: the command is run without it. */
  readonly direct?: boolean;
  /** Nothing secret: passwords are in `files`. */
  readonly env: Readonly<Record<string, string>>;
  /** Put into a volume of its own, which is mounted at each of `secretPaths`, before the first start. */
  readonly files: readonly Pick<ContainerFile, "name" | "content">[];
  readonly secretPaths: readonly [string, ...string[]];
  readonly dataPath: string;
  readonly tmpfs: readonly { readonly path: string; readonly megabytes: number }[];
  readonly shmBytes?: number;
}

/**
 * Changing the caller's password while the server runs. The order is `files`, `change`, a probe with the new login,
 * `endSessions`; each step does no harm when it is done again. Between the first two, and if the server dies, both
 * passwords must be kept: which of them works is known after a probe only.
 */
export interface Rotation {
  /** Pure: those of the plan's files that depend on the password, as they must be for `login`. Put into the first of `secretPaths`. */
  files(login: Login, version: string): DatabasePlan["files"];
  /** Logged in with the login of `target`: makes `password` its only one. `files` are in place. */
  change(target: Target, password: Secret, signal: AbortSignal): Promise<void>;
  /** Ends every other session of the user. Absent: the server leaves them until they disconnect. */
  endSessions?(target: Target, signal: AbortSignal): Promise<void>;
  /** Whether a failed login means "wrong password", and nothing else. */
  isRefusal(error: unknown): boolean;
}

/** The user of a server that is nobody's yet, and its database where the first start has to make one. */
export const AHEAD_NAME = "longshore_ahead";

/**
 * A server that is made before anybody asks for it, and handed over then. It belongs to nobody: `AHEAD_NAME` is the user
 * it is made with, who may do everything on it, and the database in it, if any. Neither is there after the claim.
 */
export interface Ahead {
  /**
   * A database that every server has, in which it is asked while it is nobody's; absent: the one it is made with, where the
   * first session leaves something that the caller's is quicker with.
   */
  readonly lobby?: string;
  /** Pure: as `plan`, with the same command, for a login that is called `AHEAD_NAME` in both. */
  plan(request: DatabaseRequest): DatabasePlan;
  /**
   * What makes a server what `plan(request)` would have made, with these of its `files`. Hashing a password takes up to 15 ms,
   * so it is done here, once, and not at every attempt to get in.
   */
  claim(request: DatabaseRequest, files: DatabasePlan["files"]): Claim;
}

/**
 * Makes this server the caller's. No password that worked before does so after it.
 *
 * Throws what the driver throws while the server lets nobody in: nothing has changed then, and it may be asked again. Once
 * in, what goes wrong is a Problem, and leaves a server to throw away; so does a cancel.
 */
export type Claim = (spare: Target, signal: AbortSignal) => Promise<void>;

/** A data directory that was initialised once and is in an image, from which many servers start. */
export interface Baking {
  /** Pure: the plan with the data at another path, where the server keeps all of it. */
  at(plan: DatabasePlan, path: string): DatabasePlan;
  /** Files in the data directory that no two servers may share; each makes them anew when they are missing. */
  readonly unique: readonly string[];
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
