import { CreateBody } from "#core/docker-run/create-body.ts";
import type { CreateRequest } from "#core/docker-run/create-body.ts";
import { Problem } from "#core/problem.ts";
import { NAME } from "./create-request.ts";
import { Created } from "./operation-answers.ts";
import type { Engine } from "./engine.ts";
import { removeContainer } from "./remove.ts";
import { verifyMade } from "./verify-made.ts";
import { requestDifferences } from "./verify-request.ts";

const CREATE_MS = 60_000;

/**
 * Creates a container from a `docker run` request that policy has passed. The body is read once more by its strict
 * schema: nothing that is not spelt there is sent. What is there then is looked at, and removed when it is not as asked.
 *
 * The caller's signal does not interrupt it: the engine would finish the create, and nobody would know its id.
 */
export async function createFromRequest(
  engine: Engine,
  { name, platform, body }: CreateRequest,
  signal: AbortSignal,
): Promise<string> {
  if (name !== undefined && !NAME.test(name)) {
    throw new Problem("bad-input", `"${name}" cannot be the name of a container.`);
  }
  signal.throwIfAborted();
  const question = {
    doing: name === undefined ? "create the container" : `create the container ${name}`,
    thing: `image ${body.Image}`,
    signal: AbortSignal.timeout(CREATE_MS),
    headersMs: CREATE_MS,
    withinMs: CREATE_MS,
    long: true,
  };
  // The host's own labels are the operator's, so they count before those of the line; none of them is the bot's.
  const labels = { ...body.Labels, ...engine.labels };
  const create = { _query: { name, platform }, _body: CreateBody.parse({ ...body, Labels: labels }) };
  const { id } = await engine.ask(question, Created, (docker) => docker.createContainer(create));
  try {
    const made = { name: name ?? id.slice(0, 12), id };
    await verifyMade(engine, made, (container) => requestDifferences(create._body, container), question.signal);
    return id;
  } catch (error) {
    await removeContainer(engine, id, AbortSignal.timeout(CREATE_MS));
    throw error;
  }
}
