import type { Login } from "./database.ts";

/** A server that nobody has asked for yet. It is made for `AHEAD_NAME`, and becomes the lease of its id when it is claimed. */
export interface Spare {
  readonly id: string;
  readonly host: string;
  readonly database: string;
  readonly version: string;
  /** The image's reference, and its id on that host. */
  readonly image: string;
  readonly imageId: string;
  /** What it can stand in for. */
  readonly fit: string;
  readonly state: "making" | "ready" | "removing";
  readonly containerId: string | undefined;
  readonly port: number;
  /** Its limit while it waits. */
  readonly memoryBytes: number;
  readonly createdAt: Date;
  readonly login: Login;
}

/** How many of one kind there should be on a host; without a version, of the one that is run by default. */
export interface SparesWanted {
  readonly database: string;
  readonly version: string | undefined;
  readonly count: number;
}

/** For overviews. */
export interface SpareCount extends SparesWanted {
  readonly ready: number;
}
