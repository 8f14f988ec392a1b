import type { Containers } from "#core/host.ts";
import type { Networks } from "#core/networks.ts";
import { makeFolder, putFiles } from "./archive.ts";
import { inOwnPeriod } from "#core/docker/cpus.ts";
import { listContainers } from "./container-list.ts";
import { containerState } from "./container-state.ts";
import { createContainer } from "./create.ts";
import type { Engine, Question } from "./engine.ts";
import { answered, said } from "./errors.ts";
import { Execs } from "./exec.ts";
import { readLogs } from "./logs.ts";
import { about, exactId, lookup } from "./lookup.ts";
import { removeContainer } from "./remove.ts";
import { Samples } from "./stats.ts";
import { waitForExit } from "./wait.ts";

/** The engine's containers, each by its id or exact name. */
export function containers(engine: Engine, networks: Networks): Containers {
  const execs = new Execs(engine);
  const samples = new Samples(engine);
  return {
    create: (spec, signal) => createContainer(engine, spec, signal),
    putFiles: (id, folder, files, signal) => putFiles(engine, id, folder, files, signal),
    makeFolder: (id, path, owner, signal) => makeFolder(engine, id, path, owner, signal),
    start: (id, signal) => startOnNetwork(engine, networks, id, signal),

    async stop(name, seconds, signal) {
      const id = await exactId(engine, name, signal);
      const question = slow(about("stop", name, signal), seconds);
      await unlessAlready(engine.tell(question, (docker) => docker.getContainer(id).stop({ _query: { t: seconds } })));
    },

    async restart(name, seconds, signal) {
      const id = await exactId(engine, name, signal);
      const question = slow(about("restart", name, signal), seconds);
      await engine.tell(question, (docker) => docker.getContainer(id).restart({ _query: { t: seconds } }));
    },

    remove: (id, signal) => removeContainer(engine, id, signal),

    async inspect(id, signal) {
      const found = await lookup(engine, id, signal);
      return found && containerState(found);
    },

    list: (labels, signal) => listContainers(engine, labels, signal),
    wait: (id, signal) => waitForExit(engine, id, signal),
    logs: (id, options, signal) => readLogs(engine, id, options, signal),
    stats: (id, signal) => samples.stats(id, signal),
    exec: (id, argv, options, signal) => execs.exec(id, argv, options, signal),

    async settle(name, restart, signal) {
      const container = await lookup(engine, name, signal);
      const id = container?.Id ?? (await exactId(engine, name, signal));
      const body = { RestartPolicy: { Name: restart }, ...inOwnPeriod(container?.HostConfig ?? {}) };
      const question = about("change the restart policy of", name, signal);
      try {
        await engine.tell(question, (docker) => docker.getContainer(id).update({ _body: body }));
      } catch (error) {
        // An engine that can change no container: what runs there works, and does not come back by itself.
        if (!answered(error, 501)) throw error;
      }
    },
  };
}

/** Starting mounts file systems and sets up the network: on a busy machine that takes a while. */
const START_MS = 60_000;

async function startOnNetwork(engine: Engine, networks: Networks, name: string, signal: AbortSignal): Promise<void> {
  const id = await exactId(engine, name, signal);
  const question = { ...about("start", name, signal), headersMs: START_MS, withinMs: START_MS + 10_000, long: true };
  const start = () => unlessAlready(engine.tell(question, (docker) => docker.getContainer(id).start({})));
  try {
    await start();
  } catch (error) {
    // `docker network prune` takes a network that only stopped containers are on.
    if (!said(error, /network \S+ not found/)) throw error;
    const container = await lookup(engine, id, signal);
    if (!container || !isOurs(container.Config.Labels)) throw error;
    await networks.ensure(container.HostConfig.NetworkMode, signal);
    await start();
  }
}

function isOurs(labels: Readonly<Record<string, string>>): boolean {
  return Object.keys(labels).some((name) => name.startsWith("longshore."));
}

/** Docker answers 304 for what is already so. */
async function unlessAlready(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!answered(error, 304)) throw error;
  }
}

/** The engine answers when the container has ended, which may take all the seconds it is given and a kill. */
function slow(question: Question, seconds: number): Question {
  const ms = seconds * 1000 + 30_000;
  return { ...question, headersMs: ms, withinMs: ms, long: true };
}
