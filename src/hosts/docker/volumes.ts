import type { Volumes } from "#core/volumes.ts";
import { Problem } from "#core/problem.ts";
import { VolumesListed } from "./answers.ts";
import { labelFilter } from "./container-list.ts";
import { NAME } from "./create-request.ts";
import type { Engine } from "./engine.ts";
import { answered } from "./errors.ts";

/** Volumes are made by creating the container that mounts them; here they are found and removed. */
export function volumes(engine: Engine): Volumes {
  return {
    async remove(name, signal) {
      if (!NAME.test(name)) throw new Problem("bad-input", `"${name}" cannot be the name of a volume.`);
      const question = { doing: `remove the volume ${name}`, thing: `volume ${name}`, signal };
      try {
        await engine.tell(question, (docker) => docker.getVolume(name).remove({}));
      } catch (error) {
        if (!answered(error, 404)) throw error;
      }
    },

    async list(labels, signal) {
      const question = { doing: "list its volumes", signal };
      const query = { filters: labelFilter(labels) };
      const found = await engine.ask(question, VolumesListed, (docker) => docker.listVolumes({ _query: query }));
      return found.Volumes.map(({ Name }) => ({ name: Name }));
    },
  };
}
