import type { Networks } from "#core/networks.ts";
import { Problem } from "#core/problem.ts";
import { Made, NetworkInspected, NetworksListed } from "./answers.ts";
import { NAME } from "./create-request.ts";
import type { Engine, Question } from "./engine.ts";
import { answered } from "./errors.ts";

/** The shared bridge: what is on it can be reached through published ports, and reaches none of its neighbours. */
export function networks(engine: Engine): Networks {
  const making = new Map<string, Promise<unknown>>();
  const ensure = async (name: string, instead: string | undefined, signal: AbortSignal): Promise<string> => {
    if (!NAME.test(name)) throw new Problem("bad-input", `"${name}" cannot be the name of a network.`);
    // Docker may make a second network of the same name without a word, so only one of us asks at a time.
    const before = making.get(name) ?? Promise.resolve();
    const made = before.catch(() => {}).then(() => oneOf(engine, name, instead, signal));
    making.set(name, made);
    return made.finally(() => making.get(name) === made && making.delete(name));
  };
  return {
    ensure: async (name, signal) => void (await ensure(name, undefined, signal)),
    apart: (name, signal) => ensure(name, DEFAULT_BRIDGE, signal),
    together: (signal) => together(engine, signal),
  };
}

const DEFAULT_BRIDGE = "bridge";
const ISOLATED = "com.docker.network.bridge.enable_icc";

/** `instead`, if it keeps containers apart; otherwise the named one, made when it is not there. */
async function oneOf(engine: Engine, name: string, instead: string | undefined, signal: AbortSignal): Promise<string> {
  const question = { doing: `make the network ${name}`, thing: `network ${name}`, signal };
  const found = await list(engine, question, instead === undefined ? [name] : [name, instead]);
  const other = found.find((network) => network.Name === instead && keepsApart(network));
  if (other) return other.Name;
  // The filter takes a part of a name, so the exact one is picked here.
  const there = found.filter((network) => network.Name === name);
  if (there.length === 0) {
    await make(engine, question, name);
    await settle(engine, question, name);
  } else if (!there.every(keepsApart)) {
    const message = `The network ${name} on ${engine.name} lets containers reach one another, so it is not Longshore's.`;
    throw new Problem("host-refused", message, { hint: `Remove or rename it: docker network rm ${name}` });
  }
  return name;
}

async function together(engine: Engine, signal: AbortSignal): Promise<readonly string[]> {
  const question = { doing: "look at its own bridge", thing: `network ${DEFAULT_BRIDGE}`, signal };
  try {
    const bridge = await engine.ask(question, NetworkInspected, (docker) =>
      docker.getNetwork(DEFAULT_BRIDGE).inspect(),
    );
    return keepsApart(bridge) ? [] : bridge.Containers;
  } catch (error) {
    if (answered(error, 404)) return [];
    throw error;
  }
}

function keepsApart({ Driver, Options }: Pick<Listed, "Driver" | "Options">): boolean {
  return Driver === "bridge" && Options[ISOLATED] === "false";
}

/** Two bots may have asked at once. The older network stays; ours is taken back, as nothing is on it yet. */
async function settle(engine: Engine, question: Question, name: string): Promise<void> {
  const found = (await list(engine, question, [name])).filter((network) => network.Name === name);
  const [, ...surplus] = found.toSorted((a, b) => a.Created.localeCompare(b.Created) || a.Id.localeCompare(b.Id));
  for (const { Id } of surplus) {
    await engine
      .tell(question, (docker) => docker.getNetwork(Id).remove({}))
      .catch((error: unknown) => {
        if (!answered(error, 404) && !answered(error, 403)) throw error;
      });
  }
}

type Listed = Awaited<ReturnType<typeof list>>[number];

/** Those with one of these in their names. */
function list(engine: Engine, question: Question, names: readonly string[]) {
  const query = { filters: { name: names } };
  return engine.ask(question, NetworksListed, (docker) => docker.listNetworks({ _query: query }));
}

async function make(engine: Engine, question: Question, name: string): Promise<void> {
  const body = {
    Name: name,
    // Ignored from API 1.44 on, where it is always so.
    CheckDuplicate: true,
    Driver: "bridge",
    Options: { [ISOLATED]: "false" },
    Labels: { ...engine.labels, "longshore.network": "shared" },
  };
  try {
    await engine.ask(question, Made, (docker) => docker.createNetwork({ _body: body }));
  } catch (error) {
    // "network with name … already exists": somebody was faster.
    if (!answered(error, 409)) throw error;
  }
}
