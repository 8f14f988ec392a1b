/** What Docker's CLI sends for a flag that was not given, and the engine reads as "not given". */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The object without what says nothing. */
export function orAbsent<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  // Only optional fields can be undefined or empty: those that are left out may be left out.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isNothing(value))) as T;
}

export function toMap<V>(keys: readonly string[], value: (key: string) => V): Record<string, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)]));
}
