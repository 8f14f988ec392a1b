import { contracts, NONE, schemas } from "./contracts.ts";
import type { Contract } from "./contracts.ts";
import { formFaults } from "./rules/form.ts";
import type { Sent } from "./sent.ts";
import { loadSpec } from "./spec.ts";
import type { Spec } from "./spec.ts";

export interface Asked extends Sent {
  readonly method: string;
  /** Without the version, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Discord's rules: its specification, and what its documentation says beyond that. */
export class Oracle {
  readonly #spec: Spec;

  constructor(spec: Spec) {
    this.#spec = spec;
  }

  /** What Discord would refuse of a call, each with its place. */
  faultsOf(asked: Asked): readonly string[] {
    const contract = contractOf(asked.method, asked.path);
    if (!contract || !this.#spec.has(contract.method, contract.path)) return ["Discord has no such call"];
    const { takes, takesFiles = false } = contract;
    const faults = [...queryFaults(contract, asked.query), ...(asked.parts ? formFaults(asked) : [])];
    if (asked.parts && !takesFiles) faults.push("no form is taken here");
    if (!takes) return isEmpty(asked.json) ? faults : [...faults, "no body is taken here"];
    const { schema, rules } = takes(asked);
    if (schema === NONE) return [...faults, "/type is of no kind of answer"];
    const wrong = contract.method === "PUT" ? this.#ofList(schema, asked.json) : this.#spec.faultOf(schema, asked.json);
    // The rules read what has the right shape.
    return [...faults, ...(wrong === undefined ? rules(asked) : [wrong])];
  }

  /** What Discord would never answer. */
  faultOfAnswer(method: string, path: string, body: unknown): string | undefined {
    const gives = contractOf(method, path)?.gives;
    if (!gives) return body === undefined ? undefined : "nothing is answered here";
    return gives.list ? this.#ofList(gives.schema, body) : this.#spec.faultOf(gives.schema, body);
  }

  #ofList(schema: string, list: unknown): string | undefined {
    if (!Array.isArray(list)) return "/ must be array";
    const faults = list.map((one: unknown, index) => [index, this.#spec.faultOf(schema, one)] as const);
    const [index, fault] = faults.find(([, found]) => found !== undefined) ?? [];
    return fault === undefined ? undefined : `/${index}${fault}`;
  }
}

export async function loadOracle(): Promise<Oracle> {
  return new Oracle(await loadSpec(schemas));
}

const patterns = contracts.map((contract) => ({
  contract,
  pattern: new RegExp(`^${contract.path.replaceAll(/\{\w*token\}/g, "[^/]+").replaceAll(/\{\w+\}/g, "\\d+")}$`),
}));

function contractOf(method: string, path: string): Contract | undefined {
  return patterns.find(({ contract, pattern }) => contract.method === method && pattern.test(path))?.contract;
}

function queryFaults({ query: known = {} }: Contract, query: URLSearchParams): readonly string[] {
  return [...query].flatMap(([key, value]) => {
    const pattern = Object.hasOwn(known, key) ? known[key] : undefined;
    if (!pattern) return [`?${key} is not known here`];
    return pattern.test(value) ? [] : [`?${key}=${value} has another form`];
  });
}

function isEmpty(json: unknown): boolean {
  return typeof json === "object" && json !== null && Object.keys(json).length === 0;
}
