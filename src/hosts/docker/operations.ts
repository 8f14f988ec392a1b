import { z } from "zod";
import { changeRequest } from "#core/docker/change.ts";
import type { Operations } from "#core/operations.ts";
import { archive } from "./container-archive.ts";
import { containerDetail, containerRow } from "./container-detail.ts";
import { createFromRequest } from "./create-from-request.ts";
import type { Engine } from "./engine.ts";
import { answered, said } from "./errors.ts";
import { imageOperations } from "./image-operations.ts";
import { logPieces } from "./log-pieces.ts";
import { about, lookup } from "./lookup.ts";
import { hasPeriod } from "#core/docker/cpus.ts";
import { NAME } from "./create-request.ts";
import { Changes, Detail, Processes, Rows, Updated } from "./operation-answers.ts";
import { spaceOperations } from "./space-operations.ts";
import { Usages } from "./usage.ts";

/** Docker's own words on one engine. */
export function operations(engine: Engine): Operations {
  const usages = new Usages(engine);
  return {
    async list({ all, filters }, signal) {
      const query = { all, filters };
      const question = { doing: "list its containers", signal };
      return (await engine.ask(question, Rows, (docker) => docker.listContainers({ _query: query }))).map(containerRow);
    },

    async inspect(name, signal) {
      if (!NAME.test(name)) return undefined;
      try {
        const raw = await engine.ask(about("inspect", name, signal), z.unknown(), (docker) =>
          docker.getContainer(name).inspect(),
        );
        const found = await engine.ask(about("inspect", name, signal), Detail, () => Promise.resolve(raw));
        return containerDetail(found, raw);
      } catch (error) {
        if (answered(error, 404) || said(error, /multiple IDs found/i)) return undefined;
        throw error;
      }
    },

    create: (request, signal) => createFromRequest(engine, request, signal),
    pause: (id, signal) => engine.tell(about("pause", id, signal), (docker) => docker.getContainer(id).pause()),
    unpause: (id, signal) => engine.tell(about("unpause", id, signal), (docker) => docker.getContainer(id).unpause()),
    rename: (id, name, signal) =>
      engine.tell(about("rename", id, signal), (docker) => docker.getContainer(id).rename({ _query: { name } })),

    async remove(id, { force, volumes }, signal) {
      const question = { ...about("remove", id, signal), headersMs: 60_000, withinMs: 70_000, long: true };
      try {
        await engine.tell(question, (docker) => docker.getContainer(id).remove({ _query: { force, v: volumes } }));
      } catch (error) {
        if (!answered(error, 404)) throw error;
      }
    },

    async update(id, change, signal) {
      const host = change.cpus === undefined ? undefined : (await lookup(engine, id, signal))?.HostConfig;
      const body = changeRequest(change, { hasCpuPeriod: hasPeriod(host ?? {}) });
      const question = about("update", id, signal);
      return (await engine.ask(question, Updated, (docker) => docker.getContainer(id).update({ _body: body })))
        .Warnings;
    },

    logs: (id, query, signal) => logPieces(engine, id, query, signal),
    usage: (id, signal) => usages.usage(id, signal),
    usages: (id, signal) => usages.follow(id, signal),

    async processes(id, signal) {
      const question = about("list the processes of", id, signal);
      const found = await engine.ask(question, Processes, (docker) => docker.getContainer(id).top({ _query: {} }));
      return { titles: found.Titles, rows: found.Processes ?? [] };
    },

    async changes(id, signal) {
      const question = { ...about("compare with its image the", id, signal), headersMs: 60_000 };
      const found = await engine.ask(question, Changes.or(NOTHING), (docker) => docker.getContainer(id).changes());
      return (found ?? []).map(({ Kind, Path }) => ({ kind: KINDS[Kind] ?? "changed", path: Path }));
    },

    archive: (id, path, mostBytes, signal) => archive(engine, id, path, mostBytes, signal),
    ...imageOperations(engine),
    ...spaceOperations(engine),
  };
}

const KINDS = ["changed", "added", "deleted"] as const;
/** No change at all is `null`, which our modem gives as its bytes, and `ask` as undefined. */
const NOTHING = z.undefined().transform(() => null);
