import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { doctorReply } from "#core/doctor.ts";
import { Problem } from "#core/problem.ts";

export default defineCommand({
  summary: "Examine settings, hosts, ledger and chats, and say what to do",
  examples: [{ line: "/longshore doctor", does: "looks at everything the bot needs, within seconds" }],
  input: z.strictObject({}),
  effect: "read",
  access: "admin",
  async *run({ doctor, signal }) {
    if (!doctor) throw new Problem("not-found", "This bot has nothing to examine.");
    yield { tone: "working", title: "Examining settings, hosts, ledger and chats" };
    yield doctorReply(await doctor.examine(signal));
  },
});
