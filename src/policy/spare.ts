import { z } from "zod";
import type { SparesWanted } from "#core/spare.ts";

/** `KIND[@VERSION]:COUNT`, as in `postgres:1` and `mysql@8.4:2`. */
export const spare = z
  .string()
  .regex(/^[a-z]+(?:@[\w.-]+)?:\d{1,2}$/, "expected a database and how many, such as postgres:1 or mysql@8.4:2")
  .transform((text): SparesWanted => {
    const [, database = "", version, count] = /^([a-z]+)(?:@([\w.-]+))?:(\d+)$/.exec(text) ?? [];
    return { database, version, count: Number(count) };
  });
