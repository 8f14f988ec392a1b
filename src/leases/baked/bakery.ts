import type { DatabaseRequest } from "#core/database.ts";
import type { ImageFound } from "../image.ts";
import { bakedFit } from "./shape.ts";
import type { Database } from "#core/database.ts";

/** Something that was made cold, and would have been quicker from a baked image. */
export interface Wish {
  readonly kind: string;
  readonly database: Database;
  readonly found: ImageFound;
  readonly asked: Omit<DatabaseRequest, "login">;
}

/** What waits to be baked, by host. It is not kept: the next first start wishes for it again. */
export interface Bakery {
  wish(host: string, wish: Wish): void;
  /** Takes the oldest away and gives it. */
  next(host: string): Wish | undefined;
}

export function openBakery(): Bakery {
  const waiting = new Map<string, Map<string, Wish>>();
  return {
    wish(host, wish) {
      const fit = wish.found.known ? bakedFit(wish.database, wish.found.image, wish.asked) : undefined;
      if (fit === undefined) return;
      const there = waiting.get(host) ?? new Map<string, Wish>();
      waiting.set(host, there.set(fit, wish));
    },
    next(host) {
      const there = waiting.get(host);
      const [first] = there ?? [];
      if (!first) return undefined;
      there?.delete(first[0]);
      return first[1];
    },
  };
}
