import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import { leaseInput } from "#core/own-lease.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { didYouMean } from "#core/suggest.ts";

export default defineCommand({
  summary: "Show a database's connection string again, in the form you need",
  examples: [
    { line: "/db url shop", does: "the connection string" },
    { line: "/db url shop --format jdbc", does: "as Java writes it" },
    { line: "/db url shop --format env", does: "as environment variables" },
  ],
  input: z.strictObject({
    ...leaseInput,
    format: z
      .enum(["uri", "cli", "jdbc", "env", "dotnet", "python", "go", "node", "compose"])
      .prefault("uri")
      .meta({ description: "how it is written" }),
  }),
  effect: "read",
  // Whose it is decides; the role adds nothing.
  access: "viewer",
  async *run({ input, caller, leases, databases }) {
    // The password is for the owner and whom they share it with: not even an admin gets somebody else's from here.
    const lease = leases.find(input.name, { reader: callerId(caller), host: input.host });
    if (lease.rotating) {
      throw new Problem("not-ready", `The password of ${lease.name} is being changed.`, {
        hint: `Ask again in a moment. If the bot ended meanwhile, this finishes it: /db rotate ${lease.name}`,
      });
    }
    const { database } = databases.find(lease.database);
    const write = database.formats[input.format];
    if (!write) {
      const formats = Object.keys(database.formats);
      throw new Problem(
        "bad-input",
        `${database.title} has no "${input.format}" form.${didYouMean(input.format, formats)}`,
        {
          hint: `It has: ${formats.join(", ")}`,
        },
      );
    }
    yield {
      tone: "ok",
      title: `${lease.name}: ${database.title} ${lease.version} at ${lease.address}:${lease.port}`,
      blocks: [{ kind: "secret", label: input.format, value: new Secret(write(leases.target(lease))) }],
    };
  },
});
