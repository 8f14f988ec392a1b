import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { heldPorts, portsInUse } from "#core/docker/held-ports.ts";
import { databaseAdvice } from "#core/docker/image-advice.ts";
import { takeOwnWords } from "#core/docker/own-words.ts";
import { withOwner } from "#core/docker/ownership.ts";
import { findRunImage, refuseTakenName } from "#core/docker/run-image.ts";
import { contextOf, knownOf, named, orderOf, remarks } from "#core/docker/run-order.ts";
import { onFreePorts } from "#core/docker/run-ports.ts";
import { dryRunReply, endedReply, portsTakenReply, runningReply } from "#core/docker/run-replies.ts";
import { checkUse } from "#core/docker/run-use.ts";
import { planRun, previewRun } from "#core/docker-run/plan.ts";
import { readRunLine } from "#core/docker-run/read.ts";
import { defaultsWithin } from "#core/docker-run/run-policy.ts";
import { reachNotes } from "#core/reach.ts";
import { working } from "#core/reply.ts";
import { duration } from "#core/units.ts";

const WATCH_MS = 4_000;
/** Where it is known that the container will end, its end is waited for. */
const WATCH_DOOMED_MS = 30_000;

export default defineCommand({
  summary: "Run a container from a docker run line, as people paste it",
  examples: [
    { line: "/docker run -d --name web -p 8080:80 nginx", does: "and watches a few seconds whether it stays up" },
    { line: "/docker run --ttl 2h -d nginx", does: "for two hours; without --ttl it ends after a day" },
    { line: "/docker run --dry-run -v data:/srv nginx", does: "shows the request and what policy says of it" },
  ],
  input: z.strictObject({
    dryRun: z.boolean().optional().meta({ description: "show what would be done, and do nothing" }),
    ttl: duration.optional().meta({ description: "end it after this time, like 2h or 3d" }),
    ...hostInput,
    line: z
      .array(z.string())
      .meta({ rest: true, suggest: "run-line", description: "flags, image and command, in Docker's own words" }),
  }),
  effect: "change",
  access: "operator",
  normalise: takeOwnWords,
  wanted({ input, databases, runPolicy }) {
    const { request } = readRunLine(input.line, { images: databaseAdvice(databases) });
    const { memoryBytes } = defaultsWithin(runPolicy);
    return {
      database: undefined,
      memoryBytes: request.options.memory || memoryBytes,
      name: undefined,
      port: undefined,
    };
  },
  async *run(context) {
    const { input, caller, hosts, databases, leases, runPolicy: policy, signal } = context;
    const host = hosts.find(input.host);
    const line = readRunLine(input.line, { images: databaseAdvice(databases) });
    const request = named(line.request);

    const listed = await host.operations.list({ all: true, filters: {} }, signal);
    const rows = listed.map((row) => withOwner(row, leases.containers));
    const asked = { host: input.host, ttlMs: input.ttl };
    const draft = leases.containers.draft(orderOf(request, host.name, asked.ttlMs), caller);
    const known = { host, draft, ports: leases.containers.ports(host, caller), policy, rows };
    if (input.dryRun) {
      const image = await host.images.inspect(request.image, signal);
      const plan = previewRun(request, policy, contextOf({ ...known, image }));
      const { advice } = knownOf(request, image, databases);
      yield dryRunReply(plan, [...remarks(line, []), ...advice.map(({ sentence }) => sentence)]);
      return;
    }
    // Before anything is pulled: what policy refuses is refused whatever the image turns out to be.
    planRun(request, policy, contextOf({ ...known, image: undefined }));
    refuseTakenName(request, rows, host.name);
    const newVolumes = await checkUse(request, host, context);
    const image = yield* working(`Running ${request.image}`, findRunImage(request, host, leases, signal));
    const plan = planRun(request, policy, contextOf({ ...known, image }));
    const inUse = portsInUse(rows);
    const held = heldPorts(plan.request.body, inUse);
    if (held.length > 0) {
      const free = onFreePorts(request, (port) => inUse.has(port));
      yield portsTakenReply(held, host.name, free, asked);
      return;
    }
    const facts = knownOf(request, image, databases);
    const watchMs = facts.advice.some(({ kind }) => kind !== "note") ? WATCH_DOOMED_MS : WATCH_MS;
    const steps = leases.containers.start(draft, { plan, host, newVolumes, watchMs }, caller, signal);
    const started = yield* working(`Starting ${request.options.name}`, steps);
    const published = started.container.ports.some((port) => port.host !== undefined);
    const said = [...remarks(line, facts.advice), ...(published ? reachNotes(host) : [])];
    const ended = ["exited", "dead"].includes(started.container.state);
    yield ended
      ? endedReply(started, plan, { known: facts, databases, said, asked })
      : runningReply(started, plan, said, asked);
  },
});
