import type { RunPlan } from "../docker-run/plan.ts";
import type { Host } from "../host.ts";
import type { ContainerDetail } from "../operations.ts";
import type { Step } from "../reply.ts";
import { Problem } from "../problem.ts";
import { wantedPorts } from "./held-ports.ts";
import { readLogs } from "./read-logs.ts";
import { SHARED_NETWORK } from "./run-order.ts";

/** A container that runs, or that has ended already. */
export interface Started {
  readonly container: ContainerDetail;
  /** Its last lines, when it ended. */
  readonly log: string;
  /** It failed, so it and the volumes made for it are gone again. */
  readonly removed: boolean;
}

const LAST_LINES = 40;
const LOOK_EVERY_MS = 250;

/**
 * Creates and starts a container, and watches it for `watchMs`. Whatever goes wrong until then, a cancel and an end with
 * an error too, removes exactly what was made: the name is free for the next try, and a database's half-made data, which
 * would start without its password next time, is gone.
 */
export async function* runContainer(
  plan: RunPlan,
  host: Host,
  newVolumes: readonly string[],
  watchMs: number,
  signal: AbortSignal,
): AsyncGenerator<Step, Started> {
  const { name = "", body } = plan.request;
  const labels = body.Labels ?? {};
  if (body.HostConfig.NetworkMode === SHARED_NETWORK) await host.networks.ensure(SHARED_NETWORK, signal);
  const made: string[] = [];
  let id: string | undefined;
  let keep = false;
  try {
    yield { text: `Creating ${name}` };
    for (const volume of newVolumes) {
      await host.operations.createVolume(volume, labels, signal);
      made.push(volume);
    }
    id = await host.operations.create(plan.request, signal);
    await host.containers.start(id, signal).catch((error: unknown) => {
      throw heldElsewhere(error, plan, host.name);
    });
    yield { text: `Watching whether ${name} stays up` };
    const container = await watch(host, id, watchMs, signal);
    const ended = container.state === "exited" || container.state === "dead";
    const log = ended
      ? (await readLogs(host.operations.logs(id, { tail: LAST_LINES }, signal), undefined)).lines.join("\n")
      : "";
    keep = !ended || (container.exitCode === 0 && !plan.removeWhenEnded);
    const { restart } = plan;
    if (keep && restart) {
      await host.operations.update(id, { restart: { name: restart.Name, retries: restart.MaximumRetryCount } }, signal);
    }
    return { container, log, removed: !keep };
  } finally {
    if (!keep) await undo(host, id, made);
  }
}

/** A container that has the port was found before; so it is another program of the host. */
function heldElsewhere(error: unknown, plan: RunPlan, host: string): unknown {
  const [port] = wantedPorts(plan.request.body.HostConfig);
  if (!(error instanceof Problem) || error.code !== "port-taken" || port === undefined) return error;
  return new Problem("port-taken", `${error.message.replace(/\.$/, "")} by a program that is no container.`, {
    hint: `Choose another port of ${host}: -p ${port + 1}:… in place of -p ${port}:…`,
    cause: error,
  });
}

/** As it is when it has ended, when it says that it is healthy, or when the time is over. */
async function watch(host: Host, id: string, watchMs: number, signal: AbortSignal): Promise<ContainerDetail> {
  const until = Date.now() + watchMs;
  for (;;) {
    signal.throwIfAborted();
    const container = await host.operations.inspect(id, signal);
    if (!container) throw new Error("The container was removed by somebody else while it was watched");
    const settled = container.state !== "running" || container.health?.status === "healthy";
    if (settled || Date.now() >= until) return container;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** With signals of its own: what was cancelled is removed all the same. */
async function undo(host: Host, id: string | undefined, volumes: readonly string[]): Promise<void> {
  const { signal } = new AbortController();
  if (id !== undefined) await host.operations.remove(id, { force: true, volumes: true }, signal);
  for (const volume of volumes) await host.volumes.remove(volume, signal);
}
