import { z } from "zod";

// Fields of an engine's answers. Go writes an empty list or map as null, and fields come and go between API versions, so
// what can be absent has a default.

export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
export const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
export const words = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
export const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

export const ContainerStatus = z.enum(["created", "running", "paused", "restarting", "removing", "exited", "dead"]);
