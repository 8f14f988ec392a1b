import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { takeDryRun } from "#core/docker/dry-run-word.ts";
import { hostInput } from "#core/docker/find.ts";
import { heldPorts, portsInUse } from "#core/docker/held-ports.ts";
import { databaseAdvice } from "#core/docker/image-advice.ts";
import { findRunImage, refuseTakenName } from "#core/docker/run-image.ts";
import { contextOf, knownOf, named, remarks } from "#core/docker/run-order.ts";
import { onFreePorts } from "#core/docker/run-ports.ts";
import { dryRunReply, endedReply, portsTakenReply, runningReply } from "#core/docker/run-replies.ts";
import { runContainer } from "#core/docker/run-start.ts";
import { checkUse } from "#core/docker/run-use.ts";
import { planRun, previewRun } from "#core/docker-run/plan.ts";
import { readRunLine } from "#core/docker-run/read.ts";
import { RunPolicy } from "#core/docker-run/run-policy.ts";
import { working } from "#core/reply.ts";

const WATCH_MS = 4_000;
/** Where it is known that the container will end, its end is waited for. */
const WATCH_DOOMED_MS = 30_000;

export default defineCommand({
  summary: "Run a container from a docker run line, as people paste it",
  examples: [
    { line: "/docker run -d --name web -p 8080:80 nginx", does: "and watches a few seconds whether it stays up" },
    {
      line: "/docker run --dry-run -v data:/srv nginx",
      does: "shows the request and what policy says, and does nothing",
    },
  ],
  input: z.strictObject({
    dryRun: z.boolean().optional().meta({ description: "show what would be done, and do nothing" }),
    ...hostInput,
    line: z.array(z.string()).meta({ rest: true, description: "flags, image and command, in Docker's own words" }),
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { input, caller, hosts, databases, signal } = context;
    const host = hosts.find(input.host);
    const asked = takeDryRun(input.line);
    const line = readRunLine(asked.words, { images: databaseAdvice(databases) });
    const request = named(line.request);
    const policy = RunPolicy.parse({});

    const rows = await host.operations.list({ all: true, filters: {} }, signal);
    if (input.dryRun || asked.dryRun) {
      const image = await host.images.inspect(request.image, signal);
      const plan = previewRun(request, policy, contextOf(request, { host, caller, image, rows }));
      const { advice } = knownOf(request, image, databases);
      yield dryRunReply(plan, [...remarks(line, []), ...advice.map(({ sentence }) => sentence)]);
      return;
    }
    // Before anything is pulled: what policy refuses is refused whatever the image turns out to be.
    planRun(request, policy, contextOf(request, { host, caller, image: undefined, rows }));
    refuseTakenName(request, rows, host.name);
    const newVolumes = await checkUse(request, host, caller, context.role(), signal);
    const image = yield* working(`Running ${request.image}`, findRunImage(request, host, signal));
    const plan = planRun(request, policy, contextOf(request, { host, caller, image, rows }));
    const held = heldPorts(plan.request.body, portsInUse(rows));
    if (held.length > 0) {
      yield portsTakenReply(
        held,
        host.name,
        onFreePorts(request, (port) => portsInUse(rows).has(port)),
      );
      return;
    }
    const known = knownOf(request, image, databases);
    const doomed = known.advice.some(({ kind }) => kind !== "note");
    const steps = runContainer(plan, host, newVolumes, doomed ? WATCH_DOOMED_MS : WATCH_MS, signal);
    const started = yield* working(`Starting ${request.options.name}`, steps);
    const said = remarks(line, known.advice);
    const ended = ["exited", "dead"].includes(started.container.state);
    yield ended ? endedReply(started, known, databases, said) : runningReply(started, plan, said);
  },
});
