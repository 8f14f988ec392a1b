import { describe, expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import type { Policy, Rule } from "#core/policy.ts";
import { covers } from "#dispatch/authorise.ts";
import { couldDo, decide } from "#dispatch/decide.ts";
import { leaseWith } from "../leases/sample-lease.ts";

const who = (user: string, change: Partial<Caller> = {}): Caller => ({
  platform: "slack",
  team: "T1",
  user,
  channel: "C1",
  groups: ["S1"],
  displayName: user,
  ...change,
});
const grants = { admin: ["slack:T1/U9"], operator: ["slack:T1/U1"], viewer: ["slack:T1/U2"] };
const policy = (...rules: Rule[]): Policy => ({ grants, rules, perMinute: {} });
const operator = { access: "operator" } as const;
const down = (user: string, rules: Rule[], lease = leaseWith()) =>
  decide(
    { caller: who(user), path: "db down", command: operator, resource: { leases: [lease], host: lease.host } },
    policy(...rules),
  );

test.each([
  ["slack:T1/U1", true],
  ["slack:T1/@S1", true],
  ["slack:T1/#C1", true],
  ["slack:T1/*", true],
  ["slack:T2/U1", false],
  ["slack:T2/@S1", false],
  ["slack:T1/@S2", false],
  ["slack:T1/&U1", false],
  ["slack:T1/@", false],
  ["discord:T1/U1", false],
])("the grant %s is U1's: %s", (grant, mine) => {
  expect(covers(grant, who("U1"))).toBe(mine);
});

describe("of the rules that apply", () => {
  const noProd: Rule = { name: "prod is closed", effect: "deny", host: ["prod"] };
  const prod = leaseWith({ host: "prod" });
  test("none: the role decides, and without a role the answer is no", () => {
    expect(down("U1", [])).toMatchObject({ decision: "allow", rule: "role: operator" });
    expect(down("U2", [])).toMatchObject({ decision: "deny", rule: "role: viewer" });
    expect(down("U3", [])).toMatchObject({ decision: "deny", rule: "role: none" });
  });
  test("the most specific counts", () => {
    const annMay: Rule = { name: "ann may", effect: "allow", host: ["prod"], who: ["slack:T1/U1"] };
    expect(down("U1", [noProd], prod).decision).toBe("deny");
    expect(down("U1", [noProd, annMay], prod)).toMatchObject({ decision: "allow", rule: "ann may" });
    expect(down("U1", [noProd])).toMatchObject({ decision: "allow" });
  });
  test("of equals the strictest counts", () => {
    const rules: Rule[] = [
      { name: "a", effect: "allow", host: ["prod"] },
      { name: "b", effect: "approve", command: ["db down"] },
    ];
    expect(down("U1", rules, prod).decision).toBe("approve");
    expect(down("U1", [...rules, noProd], prod).decision).toBe("deny");
  });
  test("an exact condition is more specific than one with a star", () => {
    const rules: Rule[] = [
      { name: "wide", effect: "deny", command: ["db *"] },
      { name: "narrow", effect: "allow", command: ["db down"] },
    ];
    expect(down("U1", rules).rule).toBe("narrow");
  });
  test("a rule may be about whose it is, and what image", () => {
    const rules: Rule[] = [{ name: "hands off", effect: "deny", owner: ["others"], image: ["postgres:*"] }];
    expect(down("U1", rules).decision).toBe("allow");
    expect(down("U9", rules).decision).toBe("deny");
    expect(down("U9", rules, leaseWith({ image: "redis:8" })).decision).toBe("allow");
  });
  test("a name on two hosts gets the stricter answer of both", () => {
    const resource = { leases: [leaseWith(), prod] };
    expect(decide({ caller: who("U1"), path: "db down", command: operator, resource }, policy(noProd)).decision).toBe(
      "deny",
    );
  });
  test("each is explained", () => {
    expect(down("U1", [noProd]).weighed).toEqual([
      { rule: "prod is closed", effect: "deny", applies: false, why: 'host "local" is none of prod' },
      { rule: "role", effect: "allow", applies: true, why: "You are an operator." },
    ]);
  });
});

test("what could be done somewhere is shown, what never can is not", () => {
  const viewerOnLab: Rule = { name: "lab", effect: "allow", who: ["viewer"], command: ["db up"], host: ["lab"] };
  const never: Rule = { name: "never", effect: "deny", command: ["db up"] };
  expect(couldDo(who("U2"), "db up", operator, policy())).toBe(false);
  expect(couldDo(who("U2"), "db up", operator, policy(viewerOnLab))).toBe(true);
  expect(couldDo(who("U1"), "db up", operator, policy(never))).toBe(false);
  expect(couldDo(who("U1"), "db up", operator, policy({ ...never, host: ["prod"] }))).toBe(true);
});
