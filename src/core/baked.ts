import type { Login } from "./database.ts";

/** An image on one host with a data directory that is made, for one database, made in one way. */
export interface Baked {
  readonly id: string;
  readonly host: string;
  readonly database: string;
  readonly version: string;
  /** What it was made from: the image's reference, and its id on that host. */
  readonly image: string;
  readonly imageId: string;
  /** What it can stand in for. */
  readonly fit: string;
  /** Of the baked image; empty while it is being made. */
  readonly reference: string;
  /** What it adds to the image it was made from. */
  readonly sizeBytes: number;
  readonly createdAt: Date;
  readonly usedAt: Date | undefined;
  /** Of `AHEAD_NAME`, who is in the data; gone from a server before anybody hears of it. */
  readonly login: Login;
}
