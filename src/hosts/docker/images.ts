import { Readable } from "node:stream";
import type { ImageDescription, Images } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Environment } from "../kind.ts";
import { InspectedImage } from "./answers.ts";
import { environment as parseEnvironment } from "./container-state.ts";
import type { Engine } from "./engine.ts";
import { answered } from "./errors.ts";
import { isImageReference } from "#core/docker-run/grammar/images.ts";
import { progressLines } from "./progress-lines.ts";
import { Pulls } from "./pull.ts";

/** The engine's images. */
export function images(engine: Engine, environment: Environment): Images {
  const pulls = new Pulls(engine, environment, (reference, signal) => there(engine, reference, signal));
  return {
    async inspect(reference, signal) {
      try {
        return await inspect(engine, reference, signal);
      } catch (error) {
        if (answered(error, 404)) return undefined;
        throw error;
      }
    },

    pull(reference, signal) {
      return pulls.pull(reference, signal);
    },

    async load(archive, reference, signal) {
      const question = {
        doing: `load the image ${reference}`,
        thing: `image ${reference}`,
        signal,
        // The engine answers while it unpacks; a gigabyte on a slow disk takes minutes.
        withinMs: 30 * 60_000,
        headersMs: 10 * 60_000,
        idleMs: 10 * 60_000,
      };
      const tar = Readable.from(archive);
      const lines = progressLines(
        engine.stream(question, (docker) => docker.loadImage(tar, { _query: { quiet: true } })),
        (error) => engine.problem(question, error),
      );
      for await (const _ of lines);
      return there(engine, reference, signal);
    },

    async commit(container, reference, without, signal) {
      const question = {
        doing: `make the image ${reference}`,
        thing: `container ${container.slice(0, 12)}`,
        signal,
        // The engine answers when all of it is written.
        headersMs: 10 * 60_000,
        withinMs: 10 * 60_000,
        long: true,
      };
      const [, repo, tag] = /^(.+):([^:/]+)$/.exec(reference) ?? [];
      // One a line: Podman reads no more than one label of an instruction.
      const changes = without.length > 0 ? { changes: without.map((name) => `LABEL ${name}=""`).join("\n") } : {};
      const options = { _query: { container, repo, tag, pause: false, ...changes }, _body: {} };
      await engine.tell(question, (docker) => docker.getContainer(container).commit(options));
      return there(engine, reference, signal);
    },
  };
}

async function inspect(engine: Engine, reference: string, signal: AbortSignal): Promise<ImageDescription> {
  if (!isImageReference(reference)) {
    throw new Problem("bad-input", `"${reference}" is not the name of an image.`, {
      hint: "Write it as postgres:16 or registry.example/team/postgres:16",
    });
  }
  const question = { doing: `inspect the image ${reference}`, thing: `image ${reference}`, signal };
  const image = await engine.ask(question, InspectedImage, (docker) => docker.getImage(reference).inspect());
  return describe(reference, image);
}

/** After a pull or a load, when it has to be there. */
async function there(engine: Engine, reference: string, signal: AbortSignal): Promise<ImageDescription> {
  try {
    return await inspect(engine, reference, signal);
  } catch (error) {
    if (!answered(error, 404)) throw error;
    throw new Problem("no-such-image", `${engine.name} took the image, but has none that is called ${reference}.`, {
      hint: `docker image ls (on ${engine.name})`,
      cause: error,
    });
  }
}

/** An engine's description of an image, in our words. */
export function describe(reference: string, image: InspectedImage): ImageDescription {
  const config = image.Config;
  return {
    id: image.Id,
    reference,
    digest: image.RepoDigests[0]?.split("@")[1],
    architecture: image.Architecture,
    sizeBytes: image.Size,
    env: parseEnvironment(config?.Env ?? []),
    labels: config?.Labels ?? {},
    exposedPorts: (config?.ExposedPorts ?? []).map((port) => Number.parseInt(port, 10)).filter(Number.isInteger),
    volumes: config?.Volumes ?? [],
    user: config?.User ?? "",
    entrypoint: config?.Entrypoint ?? [],
    command: config?.Cmd ?? [],
  };
}
