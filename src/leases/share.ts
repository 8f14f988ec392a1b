import type { Lease, Sharer } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";

/** Pure: with whom it is shared when it is shared with one more. */
export function withPerson({ name, owner, sharedWith = [] }: Lease, person: Sharer): readonly Sharer[] {
  if (person.id === owner) throw new Problem("bad-input", `${name} is theirs already.`);
  return [...sharedWith.filter(({ id }) => id !== person.id), person];
}

/** Pure: with whom it is shared when it is shared with one less. */
export function withoutPerson({ name, sharedWith = [] }: Lease, id: string): readonly Sharer[] {
  if (sharedWith.some((person) => person.id === id)) return sharedWith.filter((person) => person.id !== id);
  throw new Problem("bad-input", `${name} is not shared with ${id}.`, { hint: `See with whom: /db status ${name}` });
}
