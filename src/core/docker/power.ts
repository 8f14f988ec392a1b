import { z } from "zod";
import type { Context } from "../command.ts";
import type { ContainerLeases } from "../container-lease.ts";
import type { Host } from "../host.ts";
import type { ContainerDetail } from "../operations.ts";
import type { Reply } from "../reply.ts";
import { working } from "../reply.ts";
import { containerInput, findOwn, lookUp } from "./find.ts";
import type { Asked, Found } from "./find.ts";
import { observedContainer } from "./observed.ts";

/** What the commands take that end a container. */
export const endingInput = {
  ...containerInput,
  time: z.int().min(0).max(600).optional().meta({ description: "seconds it gets to end by itself", alias: "t" }),
};

/** Something done to a container of the caller's, and what the host says of it afterwards. */
export interface PowerVerb {
  /** "stop" */
  readonly verb: string;
  /** "being stopped", for whoever waits. */
  readonly doing: string;
  /** "Stopping" */
  readonly title: string;
  run(found: Found, signal: AbortSignal): Promise<void>;
  /** It runs afterwards, so its time begins again if it was over. */
  readonly starts?: boolean;
  /** It does not run afterwards, and is removed where the line that made it had `--rm`. */
  readonly ends?: boolean;
}

export async function* power<I extends Asked>(context: Context<I>, how: PowerVerb): AsyncGenerator<Reply> {
  const { signal, leases, input } = context;
  const found = await findOwn(context, how.verb);
  const { host, container } = found;
  const isRemoved = yield* working(
    `${how.title} ${container.name}`,
    leases.containers.alone(container, how.doing, signal, async () => {
      if (how.ends) leases.containers.stopped(container);
      await how.run(found, signal);
      if (how.starts) leases.containers.started(container);
      return how.ends === true && removeEnded(leases.containers, host, container, signal);
    }),
  );
  if (isRemoved) {
    yield { tone: "ok", title: `${container.name} has ended and is removed (--rm)` };
    return;
  }
  const after = await lookUp(host, container.id, signal);
  if (how.starts) for (const { host: port } of after.ports) if (port !== undefined) await host.forwards?.open(port);
  yield observedContainer(after, { host: input.host });
}

/** Of a container that is gone, what brought its ports to this machine. */
export function closePorts({ forwards }: Host, { ports }: ContainerDetail): void {
  for (const { host } of ports) if (host !== undefined) forwards?.close(host);
}

/** `--rm`: gone with its end, as Docker does it, with the volumes that have no name. */
async function removeEnded(
  leases: ContainerLeases,
  host: Host,
  container: ContainerDetail,
  signal: AbortSignal,
): Promise<boolean> {
  if (leases.of(container)?.removeWhenEnded !== true) return false;
  await host.operations.remove(container.id, { force: true, volumes: true }, signal);
  closePorts(host, container);
  leases.removed(container);
  return true;
}
