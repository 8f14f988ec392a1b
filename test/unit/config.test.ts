import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "longshore-config-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

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
    [{ HOSTS: "a=docker?ports=80-90" }, 'ports of host "a": expected a range such as 20000-29999'],
    [{ LONGSHORE_KEY: "c2hvcnQ=" }, "LONGSHORE_KEY=[redacted]: expected 32 bytes in base64"],
  ])("say which variable is wrong, its value and what was expected: %o", (environment, expected) => {
    expect(message(environment)).toContain(expected);
  });

  test("say of each host what either place says of it; HOSTS counts before longshore.yaml", async () => {
    await using folder = await temporaryFolder();
    const LONGSHORE_YAML = join(folder.path, "longshore.yaml");
    const yaml = `
hosts:
  lab:
    advertise: lab.example
    bind: 10.0.0.7
    ports: 20000-20099
    memory: 8g
    databases: { most: 20, only: [mysql] }
    runtime: runsc
    labels: { team: blue, env: test }
  plain: { databases: 3 }
`;
    await writeFile(LONGSHORE_YAML, yaml);
    const query = "databases=postgres+redis&memory=4g&labels=team=red&labels=cost=shared";
    const HOSTS = `lab=tcp://10.0.0.5:2376?certs=/etc/lab&${query} plain=docker?databases=5`;
    expect(readConfig({ HOSTS, LONGSHORE_YAML }).hosts).toEqual([
      {
        name: "lab",
        url: "tcp://10.0.0.5:2376?certs=%2Fetc%2Flab",
        address: "lab.example",
        bind: "10.0.0.7",
        ports: { first: 20_000, last: 20_099 },
        memoryBytes: 4 * 2 ** 30,
        mostDatabases: 20,
        onlyDatabases: ["postgres", "redis"],
        runtime: "runsc",
        labels: { team: "red", cost: "shared" },
      },
      { name: "plain", url: "docker", ports: { first: 20_000, last: 29_999 }, mostDatabases: 5 },
    ]);
  });

  test("refuse a channel whose host does not exist", async () => {
    await using folder = await temporaryFolder();
    const LONGSHORE_YAML = join(folder.path, "longshore.yaml");
    await writeFile(LONGSHORE_YAML, "channels: { slack:T1/C1: { host: lba } }");
    expect(message({ HOSTS: "lab=docker", LONGSHORE_YAML })).toBe(
      "longshore.yaml: channels.slack:T1/C1.host: there is no host lba.",
    );
  });

  test.each([
    ["bind=localhost", "expected an IP address of the host"],
    ["advertise=postgres://x", "expected an address or a name alone"],
    ["memory=lots", 'memory of host "a": '],
    ["runtime=-x", "the name of a runtime"],
    ["labels=longshore.owner=me", "is the bot's own"],
  ])("refuse ?%s of a host", (query, expected) => {
    expect(message({ HOSTS: `a=docker?${query}` })).toContain(expected);
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
