import type { ContainerSummary } from "#core/host.ts";
import { Listed } from "./answers.ts";
import { containerSummary } from "./container-state.ts";
import type { Engine } from "./engine.ts";

/** All containers, running or not, that have these labels: one cheap request, whatever their number. */
export async function listContainers(
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly ContainerSummary[]> {
  const query = { all: true, filters: labelFilter(labels) };
  const question = { doing: "list its containers", signal };
  const listed = await engine.ask(question, Listed, (docker) => docker.listContainers({ _query: query }));
  return listed.map(containerSummary);
}

/** Docker's form of "has all of these labels". An empty value asks for the label alone, whatever it says. */
export function labelFilter(labels: Readonly<Record<string, string>>): { readonly label: readonly string[] } {
  return { label: Object.entries(labels).map(([name, value]) => (value === "" ? name : `${name}=${value}`)) };
}
