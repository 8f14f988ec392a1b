import { expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import { authorise, grantLine, roleOf, TERMINAL_ONLY } from "#dispatch/authorise.ts";
import type { Grants } from "#dispatch/authorise.ts";

const who = (platform: string, user: string): Caller => ({
  platform,
  team: "T1",
  user,
  channel: "C1",
  groups: [],
  displayName: "Ann",
});
const grants: Grants = { admin: ["slack:T1/U1"], operator: ["slack:T1/U1", "slack:T1/U2"], viewer: ["discord:T1/*"] };

test.each([
  ["U1", ["viewer", "operator", "admin", "anyone"]],
  ["U2", ["viewer", "operator", "anyone"]],
  ["U3", ["anyone"]],
])("slack's %s may do what is for %j", (user, allowed) => {
  const accesses = ["viewer", "operator", "admin", "anyone"] as const;
  expect(accesses.filter((access) => authorise(who("slack", user), { access }, grants).allowed).sort()).toEqual(
    [...allowed].sort(),
  );
});

test("with nothing configured, only the terminal's user may act", () => {
  expect(roleOf(who("terminal", "0"), TERMINAL_ONLY)).toBe("admin");
  for (const platform of ["slack", "discord", "terminalx", ""]) {
    expect(roleOf(who(platform, "U1"), TERMINAL_ONLY)).toBeUndefined();
  }
});

test("a star stands for everybody of a team, and an id for nobody else", () => {
  expect(roleOf(who("discord", "anything"), grants)).toBe("viewer");
  expect(roleOf(who("slack", "U11"), grants)).toBeUndefined();
});

test("a refusal says who you are and what would let you in", () => {
  expect(authorise(who("slack", "U3"), { access: "operator" }, grants).reason).toBe(
    "This is for operators, and you (slack:T1/U3) have no role here.",
  );
  expect(authorise(who("slack", "U2"), { access: "admin" }, grants).reason).toBe(
    "This is for admins, and you (slack:T1/U2) are an operator.",
  );
  expect(grantLine(who("slack", "U3"), "operator")).toBe("OPERATORS=slack:T1/U3");
});
