import fc from "fast-check";
import { expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { grant } from "#policy/grant.ts";
import { policyOf } from "#policy/policy.ts";
import { parseSettings } from "#policy/read.ts";
import { settingsJsonSchema } from "#policy/settings.ts";
import { hostSettings } from "#src/host-settings.ts";
import { leaseRules } from "#src/lease-rules.ts";

const HOUR = 3_600_000;
const whole = `
roles:
  operator: ["slack:T1/@S1", "discord:98/&76"]
rules:
  - name: prod asks first
    effect: approve
    command: [db down, "docker *"]
    host: prod
times:
  - default: 8h
    max: 2d
  - { role: viewer, max: 1h }
  - { database: mysql, host: lab, default: 30m }
grace: 12h
quotas:
  operator: { databases: 3, memory: 4g, ports: 20000-20099, perMinute: 30 }
hosts:
  lab: { memory: 8g }
approval: { channel: slack:T1/C9, expires: 15m }
`;

test("a whole file means what it says", () => {
  const settings = parseSettings(whole, "longshore.yaml");
  const policy = policyOf(settings, { admin: ["terminal:*"], operator: ["slack:T1/U1"], viewer: [] });
  expect(policy.grants.operator).toEqual(["slack:T1/U1", "slack:T1/@S1", "discord:98/&76"]);
  expect(policy.rules).toMatchObject([{ name: "prod asks first", host: ["prod"], command: ["db down", "docker *"] }]);
  expect(policy.perMinute).toEqual({ operator: 30 });
  const hosts = [hostSettings({ name: "lab", url: "docker", said: {} }, settings.hosts?.["lab"])];
  const rules = leaseRules(settings, () => "operator", hosts);
  expect(rules.terms("operator", { database: "redis", host: "local" })).toEqual({
    defaultMs: 8 * HOUR,
    mostMs: 48 * HOUR,
  });
  expect(rules.terms("viewer", { database: "mysql", host: "lab" })).toEqual({ defaultMs: HOUR / 2, mostMs: HOUR });
  expect(rules.quota("operator")).toMatchObject({ databasesPerPerson: 3, ports: { first: 20_000, last: 20_099 } });
  expect(rules.budget("lab")).toEqual({ databases: undefined, memoryBytes: 8 * 2 ** 30 });
  expect(rules.graceMs).toBe(12 * HOUR);
});

test.each([
  ["rules: [{effect: maybe}]", "rules.0.effect"],
  ["rulez: []", "rulez"],
  ["roles: {admin: [ann]}", '"ann" is not one of slack:T012/U345'],
  ["grace: soon", "grace"],
  ["rules: [", "line 1"],
])("%s stops the start and is named", (text, named) => {
  expect(() => parseSettings(text, "longshore.yaml")).toThrow(named);
});

test("an empty file says nothing", () => {
  expect(parseSettings("", "longshore.yaml")).toEqual({});
});

test("whatever is in the file, it is read or refused with a Problem", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseSettings(text, "longshore.yaml");
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
      }
    }),
  );
});

test.each([
  "slack:T012/U345",
  "slack:T012/@S345",
  "slack:T012/#C345",
  "discord:98/76",
  "discord:98/&76",
  "terminal:box/1000",
])("%s is a grant", (text) => {
  expect(grant.safeParse(text).success).toBe(true);
});

test.each(["ann", "slack:T012", "slack:T012/", "slack:T012/@", "*", "slack:*", "slack:T1/U1/x"])(
  "%s is none",
  (text) => {
    expect(grant.safeParse(text).success).toBe(false);
  },
);

test("editors get a JSON Schema, which docs/ publishes", async () => {
  // Written anew with: npx vitest run --project unit test/unit/policy --update
  const text = `${JSON.stringify(settingsJsonSchema(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../docs/longshore.schema.json");
});
