import type { ContainerSpec } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { Made } from "./answers.ts";
import { putFilesInto } from "./archive.ts";
import type { Inspected } from "./answers.ts";
import { createRequest } from "./create-request.ts";
import { DockerError } from "./docker-error.ts";
import type { Engine } from "./engine.ts";
import { lookup } from "./lookup.ts";
import { removeContainer } from "./remove.ts";
import { differences } from "./verify.ts";
import { verifyMade } from "./verify-made.ts";

/** A new volume is filled with what the image has in its place, which takes its time. */
const CREATE_MS = 60_000;
/** How long a caller who cancels waits for the engine to say what it made, and for its removal. */
const GRACE_MS = 10_000;

/**
 * Creates a container, looks whether it is what was asked for and puts the files into its volumes.
 *
 * Whatever goes wrong, no container of this call is left. The volumes it mounts are, as they may have been there
 * before: who wrote the spec knows which of them to remove.
 *
 * @returns Its id, 64 hexadecimal digits.
 */
export async function createContainer(engine: Engine, given: ContainerSpec, signal: AbortSignal): Promise<string> {
  const { dialect } = await engine.version({ doing: `create the container ${given.name}`, signal });
  // What is no Docker may not be able to change it later.
  const spec = labelled(dialect ? inItsOwnPeriod(given) : given, engine.labels);
  const body = createRequest(spec, engine.runtime);
  signal.throwIfAborted();
  const question = {
    doing: `create the container ${spec.name}`,
    thing: `image ${spec.image}`,
    // An engine finishes what it began when nobody waits for the answer any more; only the answer tells what to remove.
    signal: after(signal, GRACE_MS),
    headersMs: CREATE_MS,
    withinMs: CREATE_MS,
    long: true,
  };
  let isMade = false;
  try {
    const create = { _query: { name: spec.name }, _body: body };
    const { id } = await engine.ask(question, Made, (docker) => docker.createContainer(create));
    isMade = true;
    const made = { name: spec.name, id };
    const lacks = (container: Inspected) => differences(spec, container, engine.runtime);
    const { Mounts: mounts } = await verifyMade(engine, made, lacks, signal);
    for (const mount of spec.mounts) {
      if (mount.kind === "volume" && mount.files) {
        await putFilesInto(engine, { ...made, mounts }, mount.path, mount.files, signal);
      }
    }
    return id;
  } catch (error) {
    if (isMade || mayHaveCreated(error)) await removeOwn(engine, spec);
    throw error;
  }
}

/** With the host's own labels on the container and on its volumes. */
function labelled(spec: ContainerSpec, labels: Engine["labels"]): ContainerSpec {
  const mounts = spec.mounts.map((mount) =>
    mount.kind === "volume" ? { ...mount, labels: { ...labels, ...mount.labels } } : mount,
  );
  return { ...spec, labels: { ...labels, ...spec.labels }, mounts };
}

function inItsOwnPeriod(spec: ContainerSpec): ContainerSpec {
  const { cpuPeriodMs: _, ...limits } = spec.limits;
  return { ...spec, limits };
}

/** Aborts so much later than the given one. */
function after(signal: AbortSignal, ms: number): AbortSignal {
  const later = new AbortController();
  const abort = () => setTimeout(() => later.abort(signal.reason), ms).unref();
  signal.addEventListener("abort", abort, { once: true });
  return later.signal;
}

/** An engine that said no has made nothing. One that did not answer, or whose answer was not waited for, may have. */
function mayHaveCreated(error: unknown): boolean {
  return !(error instanceof Problem && error.cause instanceof DockerError && error.cause.kind === "http");
}

/** By name, as we may not know the id; only when it carries the labels we gave, so that nobody else's is taken. */
async function removeOwn(engine: Engine, spec: ContainerSpec): Promise<void> {
  const signal = AbortSignal.timeout(GRACE_MS);
  try {
    const there = await lookup(engine, spec.name, signal);
    const labels = Object.entries(spec.labels);
    const own = labels.length > 0 && labels.every(([name, value]) => there?.Config.Labels[name] === value);
    if (there && own) await removeContainer(engine, there.Id, signal);
  } catch {
    // The reason it failed for is the one to tell. What is left carries its labels and is found by them.
  }
}
