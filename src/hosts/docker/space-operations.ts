import type { Operations } from "#core/operations.ts";
import { Problem } from "#core/problem.ts";
import { Made } from "./answers.ts";
import { NAME } from "./create-request.ts";
import type { Engine } from "./engine.ts";
import { answered } from "./errors.ts";
import { NetworksShown, SpaceUsed, VolumesShown } from "./operation-answers.ts";

type Part = "networks" | "createNetwork" | "removeNetwork" | "volumes" | "createVolume" | "space";

/** Networks, volumes, and the room that everything takes. */
export function spaceOperations(engine: Engine): Pick<Operations, Part> {
  return {
    async networks(signal) {
      const question = { doing: "list its networks", signal };
      const found = await engine.ask(question, NetworksShown, (docker) => docker.listNetworks({ _query: {} }));
      return found.map(({ Id, Name, Driver, Scope, Internal, Labels }) => ({
        id: Id,
        name: Name,
        driver: Driver,
        scope: Scope,
        internal: Internal,
        labels: Labels,
      }));
    },

    async createNetwork({ name, internal, labels }, signal) {
      if (!NAME.test(name)) throw new Problem("bad-input", `"${name}" cannot be the name of a network.`);
      const question = { doing: `make the network ${name}`, thing: `network ${name}`, signal };
      // Always a bridge: other drivers join the host's own networks.
      const body = {
        Name: name,
        CheckDuplicate: true,
        Driver: "bridge",
        Internal: internal,
        Labels: { ...labels, ...engine.labels },
      };
      await engine.ask(question, Made, (docker) => docker.createNetwork({ _body: body }));
    },

    async removeNetwork(id, signal) {
      const question = { doing: `remove the network ${id.slice(0, 12)}`, thing: `network ${id.slice(0, 12)}`, signal };
      try {
        await engine.tell(question, (docker) => docker.getNetwork(id).remove({}));
      } catch (error) {
        if (!answered(error, 404)) throw error;
      }
    },

    async volumes(signal) {
      const question = { doing: "list its volumes", signal };
      const found = await engine.ask(question, VolumesShown, (docker) => docker.listVolumes({ _query: {} }));
      return (found.Volumes ?? []).map(({ Name, Driver, Labels, CreatedAt }) => ({
        name: Name,
        driver: Driver,
        labels: Labels,
        createdAt: CreatedAt === "" ? undefined : new Date(CreatedAt),
      }));
    },

    async createVolume(name, labels, signal) {
      if (!NAME.test(name)) throw new Problem("bad-input", `"${name}" cannot be the name of a volume.`);
      const question = { doing: `make the volume ${name}`, thing: `volume ${name}`, signal };
      const body = { Name: name, Driver: "local", Labels: { ...labels, ...engine.labels } };
      await engine.tell(question, (docker) => docker.createVolume({ _body: body }));
    },

    async space(signal) {
      const question = { doing: "add up its disk usage", signal, headersMs: 60_000, withinMs: 70_000, long: true };
      const used = await engine.ask(question, SpaceUsed, (docker) => docker.df());
      return {
        containers: new Map((used.Containers ?? []).map(({ Id, SizeRw }) => [Id, SizeRw])),
        volumes: new Map(
          (used.Volumes ?? []).map(({ Name, UsageData }) => [
            Name,
            { sizeBytes: UsageData?.Size ?? -1, usedBy: UsageData?.RefCount ?? -1 },
          ]),
        ),
        // Layers that other images have too stay; -1 is "not counted".
        images: new Map(
          (used.Images ?? []).map(({ Id, Size, SharedSize }) => [Id, Size - Math.max(0, SharedSize ?? 0)]),
        ),
      };
    },
  };
}
