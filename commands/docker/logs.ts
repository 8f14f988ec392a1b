import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import { atHost } from "#core/docker/at-host.ts";
import { containerInput, findContainer } from "#core/docker/find.ts";
import { afterFollowing, brokenOff } from "#core/docker/followed.ts";
import { Followers } from "#core/docker/followers.ts";
import { followLogs, readLogs } from "#core/docker/read-logs.ts";
import { logReply } from "#core/docker/log-text.ts";
import type { Reply } from "#core/reply.ts";
import { duration } from "#core/units.ts";

/** Nobody watches a message in a chat for longer, and each second of it is an edit. */
const LONGEST_FOLLOW_MS = 5 * 60_000;

const followers = new Followers();

export default defineCommand({
  summary: "Show what a container wrote to its log",
  examples: [
    { line: "/docker logs web", does: "the last 100 lines" },
    { line: "/docker logs web --since 10m --grep error --timestamps", does: "of the last ten minutes, with “error”" },
    { line: "/docker logs web --follow", does: "shows new lines as they come, for five minutes at most" },
  ],
  input: z.strictObject({
    ...containerInput,
    tail: z.int().min(0).max(100_000).prefault(100).meta({ description: "how many lines from the end", alias: "n" }),
    since: duration.optional().meta({ description: "not older than this, like 10m" }),
    until: duration.optional().meta({ description: "not younger than this, like 5m" }),
    grep: z.string().optional().meta({ description: "only lines with this text in them; case does not count" }),
    timestamps: z.boolean().optional().meta({ description: "with the time of each line", alias: "t" }),
    follow: z.boolean().optional().meta({ description: "new lines as they come, until cancelled", alias: "f" }),
    stop: z.boolean().optional().meta({ description: "end your following of it" }),
    for: duration.optional().meta({ description: "how long to follow, 5m at most" }),
  }),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { tail, since, until, grep, timestamps, follow, for: given = LONGEST_FOLLOW_MS } = context.input;
    const { host, container } = await findContainer(context);
    const who = [callerId(context.caller), host.name, container.id].join(" ");
    if (context.input.stop) {
      const title = followers.stop(who) ? "is not followed any more" : "is not followed by you";
      yield { tone: "ok", title: `${container.name} ${title}` };
      return;
    }
    const ago = (ms: number | undefined) => (ms === undefined ? undefined : new Date(Date.now() - ms));
    const query = { tail, since: ago(since), until: ago(until), timestamps };
    const about = { name: container.name, grep };
    if (!follow) {
      yield logReply(about, await readLogs(host.operations.logs(container.id, query, context.signal), grep), tail);
      return;
    }
    using following = followers.begin(who);
    const limit = AbortSignal.any([following.signal, AbortSignal.timeout(Math.min(given, LONGEST_FOLLOW_MS))]);
    const ended = AbortSignal.any([context.signal, limit]);
    const pieces = host.operations.logs(container.id, { ...query, follow: true }, ended);
    const line = `/docker logs ${container.name}`;
    const at = atHost(context.input.host);
    const stop = { label: "Stop", command: `${line} --stop${at}` };
    const again = { label: "Follow again", command: `${line} --follow${at}` };
    let seen: Reply | undefined;
    try {
      for await (const lines of followLogs(pieces, grep, limit)) {
        seen = logReply(about, lines, tail);
        yield { ...seen, tone: "working", live: true, actions: [stop] };
        if (!lines.ended) continue;
        yield limit.aborted ? seen : await afterFollowing(seen, container, { host, again, signal: context.signal });
      }
    } catch (error) {
      if (context.signal.aborted) throw error;
      yield brokenOff(seen, error, again);
    }
  },
});
