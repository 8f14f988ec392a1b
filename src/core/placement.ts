import type { Host } from "./host.ts";

/** What is to be made, as far as the choice of its host needs to know. */
export interface Wanted {
  /** A kind of database; undefined for a container of `/docker run`. */
  readonly database: string | undefined;
  readonly memoryBytes: number;
  /** What it is to be called, when somebody says so: a database they have by this name is given to them again, where it is. */
  readonly name: string | undefined;
  /** The port of the host that is asked for. */
  readonly port: number | undefined;
}

/** Where something may be made, in the order of preference. */
export interface Candidates {
  readonly hosts: readonly Host[];
  /** The first of them is where this channel's things are made. */
  readonly isChannels: boolean;
}

/** Where something is made when nobody named a host. */
export interface Placement {
  readonly host: string;
  /** For whoever asked: "On lab, the first host that has room; local does not answer." */
  readonly why: string;
}
