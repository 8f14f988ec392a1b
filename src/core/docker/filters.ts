import { Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";

/** moby's filters of `docker ps` (daemon/list.go, acceptedPsFilterTags), the commonest first. */
const KNOWN: readonly string[] = [
  "name",
  "status",
  "label",
  "ancestor",
  "health",
  "network",
  "volume",
  "publish",
  "expose",
  "exited",
  "id",
  "before",
  "since",
];

/** `["status=exited", "name=web"]` → what the engine takes. Throws a Problem for a filter that it does not have. */
export function readFilters(texts: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const filters: Record<string, string[]> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    const name = (at < 0 ? text : text.slice(0, at)).toLowerCase();
    const value = at < 0 ? "" : text.slice(at + 1);
    if (!KNOWN.includes(name)) {
      throw new Problem("bad-input", `There is no filter "${name.slice(0, 60)}".${didYouMean(name, KNOWN)}`, {
        hint: `Filters are ${KNOWN.join(", ")}, as in --filter status=exited`,
      });
    }
    if (value === "") {
      throw new Problem("bad-input", `The filter "${name}" needs a value.`, { hint: `--filter ${name}=value` });
    }
    filters[name] = [...(filters[name] ?? []), value];
  }
  return filters;
}
