import type { Networks } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { Made, NetworksListed } from "./answers.ts";
import { NAME } from "./create-request.ts";
import type { Engine, Question } from "./engine.ts";
import { answered } from "./errors.ts";

/** The shared bridge: what is on it can be reached through published ports, and reaches none of its neighbours. */
export function networks(engine: Engine): Networks {
  const making = new Map<string, Promise<void>>();
  return {
    async ensure(name, signal) {
      if (!NAME.test(name)) throw new Problem("bad-input", `"${name}" cannot be the name of a network.`);
      // Docker may make a second network of the same name without a word, so only one of us asks at a time.
      const before = making.get(name) ?? Promise.resolve();
      const made = before.catch(() => {}).then(() => ensure(engine, name, signal));
      making.set(name, made);
      await made.finally(() => making.get(name) === made && making.delete(name));
    },
  };
}

const ISOLATED = "com.docker.network.bridge.enable_icc";

async function ensure(engine: Engine, name: string, signal: AbortSignal): Promise<void> {
  const question = { doing: `make the network ${name}`, thing: `network ${name}`, signal };
  const there = await find(engine, question, name);
  if (there.length === 0) {
    await make(engine, question, name);
    return settle(engine, question, name);
  }
  if (there.some((network) => network.Driver !== "bridge" || network.Options[ISOLATED] !== "false")) {
    const message = `The network ${name} on ${engine.name} lets containers reach one another, so it is not Longshore's.`;
    throw new Problem("host-refused", message, { hint: `Remove or rename it: docker network rm ${name}` });
  }
}

/** Two bots may have asked at once. The older network stays; ours is taken back, as nothing is on it yet. */
async function settle(engine: Engine, question: Question, name: string): Promise<void> {
  const found = await find(engine, question, name);
  const [, ...surplus] = found.toSorted((a, b) => a.Created.localeCompare(b.Created) || a.Id.localeCompare(b.Id));
  for (const { Id } of surplus) {
    await engine
      .tell(question, (docker) => docker.getNetwork(Id).remove({}))
      .catch((error: unknown) => {
        if (!answered(error, 404) && !answered(error, 403)) throw error;
      });
  }
}

async function find(engine: Engine, question: Question, name: string): ReturnType<typeof list> {
  // The filter takes a part of a name, so the exact one is picked here.
  return (await list(engine, question, name)).filter((network) => network.Name === name);
}

function list(engine: Engine, question: Question, name: string) {
  const query = { filters: { name: [name] } };
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
