import { everything, SELECT, TEXT_INPUT, treeFaults } from "./components.ts";
import type { Component } from "./components.ts";

const MODAL_COMPONENTS = 5;

/** What the specification lets pass of a form. */
export function modalFaults(json: unknown): readonly string[] {
  const { components } = json as { readonly components: readonly Component[] };
  const all = components.flatMap((component, index) => everything(component, `/data/components/${index}`));
  return [
    ...(components.length > MODAL_COMPONENTS
      ? [`/data/components ${components.length}: ${MODAL_COMPONENTS} are the most`]
      : []),
    ...treeFaults(all),
    ...all.flatMap(([component, at]) => fieldFaults(component).map((fault) => `${at}${fault}`)),
  ];
}

function fieldFaults({ type, value, min_length, max_length, min_values, required }: Component): readonly string[] {
  const faults: string[] = [];
  if (type === TEXT_INPUT && (min_length ?? 0) > (max_length ?? Infinity))
    faults.push("/max_length is below min_length");
  if (type === TEXT_INPUT && value && value.length > (max_length ?? Infinity))
    faults.push("/value is longer than max_length");
  // In a form one has to be chosen where nothing else is said.
  if (type === SELECT && min_values === 0 && required !== false)
    faults.push("/min_values is 0, so required must be false");
  return faults;
}
