import type { Operations } from "#core/operations.ts";
import type { Engine } from "./engine.ts";
import { answered } from "./errors.ts";
import { History, ImagesListed } from "./operation-answers.ts";

/** Images as rows: looking and removing. Pulling is `Images`'. */
export function imageOperations(engine: Engine): Pick<Operations, "images" | "history" | "removeImage"> {
  return {
    async images(signal) {
      const question = { doing: "list its images", signal };
      const found = await engine.ask(question, ImagesListed, (docker) => docker.listImages({ _query: {} }));
      return found.map(({ Id, RepoTags, Size, Created }) => ({
        id: Id,
        tags: RepoTags.filter((tag) => tag !== "<none>:<none>"),
        sizeBytes: Size,
        createdAt: new Date(Created * 1000),
      }));
    },

    async history(reference, signal) {
      const question = { doing: `read the history of ${reference}`, thing: `image ${reference}`, signal };
      const found = await engine.ask(question, History, (docker) => docker.getImage(reference).history());
      return found.map(({ Created, CreatedBy, Size }) => ({
        createdAt: new Date(Created * 1000),
        createdBy: CreatedBy,
        sizeBytes: Size,
      }));
    },

    async removeImage(id, signal) {
      const question = { doing: `remove the image ${id.slice(0, 19)}`, thing: `image ${id.slice(0, 19)}`, signal };
      try {
        await engine.tell(question, (docker) => docker.getImage(id).remove({ _query: {} }));
      } catch (error) {
        if (!answered(error, 404)) throw error;
      }
    },
  };
}
