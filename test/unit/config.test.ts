import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { readConfig, variableNames } from "#src/config.ts";

const message = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  return "no problem";
};

describe("the settings", () => {
  test("are the ones .env.example explains, no more and no fewer", async () => {
    const example = await readFile(new URL("../../.env.example", import.meta.url), "utf8");
    const explained = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(new Set(explained)).toEqual(new Set(variableNames));
  });

  test("have a default for everything", () => {
    expect(readConfig({}).hosts).toEqual([
      { name: "local", url: "docker", address: undefined, bind: undefined, ports: { first: 20_000, last: 29_999 } },
    ]);
  });

  test("take an empty line in .env as not set", () => {
    expect(readConfig({ HOSTS: "", LONGSHORE_KEY: "" })).toMatchObject({ key: undefined, hosts: [{ name: "local" }] });
  });

  test("keep for the host's kind what is not for every kind", () => {
    const HOSTS = "local=docker, lab=tcp://10.0.0.5:2376?certs=/etc/lab&advertise=lab.example&ports=20000-20099";
    expect(readConfig({ HOSTS }).hosts[1]).toEqual({
      name: "lab",
      url: "tcp://10.0.0.5:2376?certs=%2Fetc%2Flab",
      address: "lab.example",
      bind: undefined,
      ports: { first: 20_000, last: 20_099 },
    });
  });

  test.each([
    [{ HOSTS: "nonsense" }, 'HOSTS="nonsense": "nonsense" is not NAME=URL, such as local=docker'],
    [{ HOSTS: "a=docker a=docker" }, "two hosts have the same name"],
    [{ HOSTS: "a=docker?ports=80-90" }, 'ports=80-90 of host "a" is not a range such as 20000-29999'],
    [{ LONGSHORE_KEY: "c2hvcnQ=" }, "LONGSHORE_KEY=[redacted]: expected 32 bytes in base64"],
  ])("say which variable is wrong, its value and what was expected: %o", (environment, expected) => {
    expect(message(environment)).toContain(expected);
  });

  test("name everything that is wrong at once", () => {
    const text = message({ HOSTS: "nonsense", LONGSHORE_KEY: "x" });
    expect(text).toContain("HOSTS=");
    expect(text).toContain("LONGSHORE_KEY=");
  });

  test("are read or refused with a Problem, whatever HOSTS says", () => {
    fc.assert(fc.property(fc.string(), (HOSTS) => void message({ HOSTS })));
  });
});
