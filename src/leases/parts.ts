import type { Databases } from "#core/database.ts";
import type { Hosts } from "#core/host.ts";
import type { Bakery } from "./baked/bakery.ts";
import type { EngineFacts } from "./engine-facts.ts";
import type { ImageBuilder } from "./image.ts";
import type { Ledger } from "./ledger.ts";
import type { Rooms } from "./rooms.ts";
import type { LeaseRules } from "./rules.ts";
import type { SpareRules } from "./spares/keep.ts";
import type { Turns } from "./turns.ts";

/** What making and keeping leases needs. */
export interface SpinUp {
  readonly hosts: Hosts;
  readonly databases: Databases;
  readonly ledger: Ledger;
  readonly builder: ImageBuilder;
  readonly engineFacts: EngineFacts;
  readonly rooms: Rooms;
  /** Of starts, by host. */
  readonly turns: Turns;
  readonly random: () => number;
  readonly rules: LeaseRules;
  /** What should wait on a host for somebody. */
  readonly spares: (host: string) => SpareRules;
  /** What was made cold, and would be quicker from a baked image. */
  readonly bakery: Bakery;
  /** Milliseconds since 1970, as `Date.now` gives them. */
  readonly now: () => number;
}
