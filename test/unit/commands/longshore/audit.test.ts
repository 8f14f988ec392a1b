import { describe, expect, test } from "vitest";
import type { AuditFilter, AuditTrail } from "#core/audit.ts";
import type { Caller } from "#core/caller.ts";
import type { Access, Context } from "#core/command.ts";
import audit from "#commands/longshore/audit.ts";

const ann: Caller = { platform: "slack", team: "T1", user: "U1", channel: "C1", groups: [], displayName: "ann" };

/** What the trail was asked for. */
async function asked(role: Access, input: Readonly<Record<string, unknown>>): Promise<AuditFilter | undefined> {
  let found: AuditFilter | undefined;
  const trail: Pick<AuditTrail, "read" | "verify"> = {
    read: (filter) => ((found = filter), []),
    verify: () => ({ rows: 2, broken: undefined, head: "" }),
  };
  const commands = { all: new Map() };
  const context = { commands, input: audit.input.parse(input), caller: ann, audit: trail, role: () => role };
  await Array.fromAsync(audit.run(context as unknown as Context<Parameters<typeof audit.run>[0]["input"]>));
  return found;
}

describe("/longshore audit", () => {
  test("shows everybody their own requests, and an admin those of all", async () => {
    expect(await asked("viewer", {})).toMatchObject({ user: "slack:T1/U1", limit: 20 });
    expect(await asked("operator", { user: "@U1" })).toMatchObject({ user: "slack:T1/U1" });
    expect(await asked("admin", {})).toMatchObject({ user: undefined });
    expect(await asked("admin", { user: "@U2" })).toMatchObject({ user: "slack:T1/U2" });
  });

  test.each([{ user: "@U2" }, { user: "slack:T2/U1" }, { verify: true }])(
    "tells of others to nobody but an admin: %o",
    async (input) => {
      await expect(asked("operator", input)).rejects.toMatchObject({ code: "not-allowed" });
      await asked("admin", input);
    },
  );
});
