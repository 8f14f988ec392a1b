import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "#core/command.ts";
import { formatLine } from "#core/format.ts";
import { readInput, readValues } from "#core/input.ts";
import { Problem } from "#core/problem.ts";
import { readWords } from "#core/words.ts";
import { make, remove, run, samples, stats } from "./sample.ts";

const read = (command: Command, line: string, path = "sample make") =>
  readInput(path, command, readWords(line).words.map(({ text }) => text)); // prettier-ignore
const inputOf = (command: Command, line: string): Record<string, unknown> => {
  const result = read(command, line);
  if (result.help) throw new Error("help");
  return result.input;
};
/** Message and hint, as somebody reads them. */
const complaint = (command: Command, line: string, path?: string): string => {
  const problem = problemOf(() => read(command, line, path));
  return `${problem?.message}\n→ ${problem?.hint}`;
};

/** The Problem something throws, if it does; anything else thrown is thrown on. */
function problemOf(act: () => unknown): Problem | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

describe("options can be typed", () => {
  const name = { name: "shop" };
  test.each<[string, Record<string, unknown>]>([
    ["--name shop", name],
    ["--name=shop", name],
    ["name=shop", name],
    ["--Name shop", name],
    ["--called shop", name],
    ["-n shop", name],
    ["-nshop", name],
    ["-n=shop", name],
    ["--dry-run", { dryRun: true }],
    ["-dq", { dryRun: true, quiet: true }],
    ["-dn shop", { dryRun: true, ...name }],
    ["--no-quiet --dry-run=yes", { quiet: false, dryRun: true }],
    ["quiet=off", { quiet: false }],
    ["--arg a --arg=-b -a --c", { arg: ["a", "-b", "--c"] }],
    ["--tail -3 --ratio -.5", { tail: -3, ratio: -0.5 }],
    ["--format JDBC", { format: "jdbc" }],
    ["--kind-name x", { databaseName: "x" }],
    ["--memory 1g --ttl 1d12h --cpus 0.5", { memory: 1024 ** 3, ttl: 129_600_000, cpus: 0.5 }],
    ["--name shop --name shop", name],
  ])("%s", (line, expected) => {
    const defaults = {
      kind: { database: "postgres" },
      memory: 512 * 1024 ** 2,
      tail: 100,
      format: "uri",
      dryRun: false,
    };
    expect(inputOf(make, `postgres ${line}`)).toEqual({ ...defaults, ...expected });
    expect(inputOf(make, `${line} postgres`)).toEqual({ ...defaults, ...expected });
  });

  test("what goes by place can be named as well", () => {
    expect(inputOf(make, "--kind mysql:8.4")).toMatchObject({ kind: { database: "mysql", version: "8.4" } });
    expect(inputOf(remove, "--host lab shop")).toEqual({ host: "lab", name: "shop" });
  });

  test("two dashes end the options", () => {
    expect(inputOf(stats, "--since 1m -- --since a=b -x")).toEqual({ since: 60_000, names: ["--since", "a=b", "-x"] });
  });

  test("an image ends the options of a command that takes the rest", () => {
    const line = "-dit -e A=b --network=n mysql --character-set-server=utf8mb4 -d -- --help x=y";
    expect(inputOf(run, line)).toEqual({
      detach: true,
      interactive: true,
      tty: true,
      env: ["A=b"],
      network: "n",
      image: "mysql",
      command: ["--character-set-server=utf8mb4", "-d", "--", "--help", "x=y"],
    });
  });

  test("help can be asked for anywhere, but not of somebody else's command", () => {
    expect(read(make, "postgres --help").help).toBe(true);
    expect(read(make, "-h").help).toBe(true);
    expect(read(run, "-h web mysql --help")).toEqual({
      help: false,
      yes: false,
      input: { hostname: "web", image: "mysql", command: ["--help"] },
    });
  });

  test("--yes is no part of the input", () => {
    expect(read(remove, "shop --yes")).toEqual({ help: false, input: { name: "shop" }, yes: true });
    expect(read(remove, "shop -y")).toMatchObject({ yes: true });
    expect(read(remove, "shop")).toMatchObject({ yes: false });
  });
});

describe("what is wrong is said in sentences, all of it at once", () => {
  test("a slip of the finger, with the line put right", () => {
    expect(complaint(make, "postgres --nmae shop -net=foo --formt ulr x --format uri")).toMatchInlineSnapshot(`
      "There is no option --nmae. Did you mean --name?
      There is no option -net. Did you mean --network?
      There is no option --formt. Did you mean --format?
      --format is given twice, as "ulr" and "uri"; it takes one.
      "x" is too much: besides options, this takes <database[:version]>.
      --format "ulr": expected uri, jdbc or env.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres --nmae shop -net foo")).toMatchInlineSnapshot(`
      "There is no option --nmae. Did you mean --name?
      There is no option -net. Did you mean --network?
      → /sample make postgres --name shop --network foo"
    `);
    expect(complaint(make, "postgres -name 'a shop'")).toMatchInlineSnapshot(`
      "There is no option -name. Did you mean --name?
      --name "a shop": Docker accepts the letters a–z and A–Z, digits, "_", "." and "-", 2 to 128 of them, the first a letter or a digit.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres ---name=shop")).toMatchInlineSnapshot(`
      "---name: two dashes are enough.
      → /sample make postgres --name=shop"
    `);
    expect(complaint(make, "postgres jdbc quiet")).toMatchInlineSnapshot(`
      ""jdbc" is too much. Did you mean --format=jdbc?
      "quiet" is too much. Did you mean --quiet?
      → /sample make postgres --format=jdbc --quiet"
    `);
    expect(complaint(make, "postgres --format jdb")).toMatchInlineSnapshot(`
      "--format "jdb": expected uri, jdbc or env. Did you mean jdbc?
      → /sample make postgres --format jdbc"
    `);
    expect(complaint(make, "postgres --formt=jdb")).toMatchInlineSnapshot(`
      "There is no option --formt. Did you mean --format?
      --format "jdb": expected uri, jdbc or env. Did you mean jdbc?
      → /sample make postgres --format=jdbc"
    `);
    expect(complaint(run, "-net db -dit mysql", "sample run")).toMatchInlineSnapshot(`
      "There is no option -net. Did you mean --network?
      → /sample run --network db -dit mysql"
    `);
  });

  test("a value that will not do", () => {
    expect(complaint(make, "postgres --memory 5x --port 80 --ttl 30 --cpus 0")).toMatchInlineSnapshot(`
      "--memory "5x": expected a size such as 512m, 1g or 1.5GiB.
      --cpus "0": expected a number of CPUs above 0, such as 0.5 or 2, to the hundredth.
      --port "80": ports below 1024 belong to the host's own services; expected one from 1024 to 65535.
      --ttl "30": expected a length of time such as 90s, 30m, 2h or 1d12h, up to 10 years.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres --tail many --ratio half --quiet=maybe")).toMatchInlineSnapshot(`
      "--tail "many": expected a whole number from -5 to 500.
      --ratio "half": expected a number.
      --quiet "maybe": expected yes or no.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres --tail 501 --port 70000")).toMatchInlineSnapshot(`
      "--port "70000": expected a port from 1024 to 65535.
      --tail "501": expected at most 500.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres --name 컨테이너명")).toMatchInlineSnapshot(`
      "--name "컨테이너명": Docker accepts the letters a–z and A–Z, digits, "_", "." and "-", 2 to 128 of them, the first a letter or a digit.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres:16:17")).toMatchInlineSnapshot(`
      "<database[:version]> "postgres:16:17": expected a database such as postgres or postgres:16.
      → /longshore help sample make"
    `);
    expect(complaint(remove, "shop --yes=perhaps", "sample remove")).toMatchInlineSnapshot(`
      "--yes "perhaps": expected yes or no.
      → /longshore help sample remove"
    `);
  });

  test("something missing or too much", () => {
    expect(complaint(make, "")).toMatchInlineSnapshot(`
      "Missing <database[:version]>: what to make.
      → /sample make postgres"
    `);
    expect(complaint(make, "postgres --name")).toMatchInlineSnapshot(`
      "--name needs a value, such as shop.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres --name --memory 1g")).toMatchInlineSnapshot(`
      "--name needs a value, such as shop. If --memory is the value, write --name=--memory.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres --format")).toMatchInlineSnapshot(`
      "--format needs a value: uri, jdbc, env.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres mysql --name a1 --name b1")).toMatchInlineSnapshot(`
      "--name is given twice, as "a1" and "b1"; it takes one.
      "mysql" is too much: besides options, this takes <database[:version]>.
      → /longshore help sample make"
    `);
    expect(complaint(make, "postgres --zzz 5 -x")).toMatchInlineSnapshot(`
      "There is no option --zzz.
      There is no option -x.
      → /longshore help sample make"
    `);
    expect(complaint(remove, "a b c", "sample remove")).toMatchInlineSnapshot(`
      ""c" is too much: besides options, this takes <name> <host>.
      → /longshore help sample remove"
    `);
    expect(complaint(make, `postgres ${"--zzzzzz ".repeat(500)}`)).toMatchInlineSnapshot(`
      "There is no option --zzzzzz.
      → /longshore help sample make"
    `);
  });

  test("nothing of zod's own words", () => {
    const values = fc.dictionary(
      fc.constantFrom("kind", "name", "tail", "format", "dryRun", "arg", "memory", "ratio", "other"),
      fc.anything(),
    );
    fc.assert(
      fc.property(values, (values) => {
        const refused = problemOf(() => readValues("sample make", make, values));
        expect(refused?.message ?? "").not.toMatch(/Invalid|Unrecognized|received|Too (?:big|small)/);
      }),
    );
  });
});

describe("typed options of a platform", () => {
  test("come by key or as they are typed, with numbers where text is read", () => {
    const values = {
      kind: "postgres:16",
      "dry-run": true,
      tail: 5,
      cpus: 1.5,
      arg: "-c 'a b'",
      name: null,
      port: undefined,
    };
    expect(readValues("sample make", make, values)).toMatchObject({
      input: { kind: { database: "postgres", version: "16" }, dryRun: true, tail: 5, cpus: 1.5, arg: ["-c", "a b"] },
    });
    expect(readValues("sample remove", remove, { name: "shop", yes: true })).toMatchObject({ yes: true });
  });

  test("an option that does not exist is named", () => {
    expect(() => readValues("sample stats", stats, { other: 1 })).toThrow('There is no option "other".');
  });
});

describe("an input as a line", () => {
  test("is what somebody would type", () => {
    const line = `/sample make postgres:16 -n shop --memory 1.5g --tail=100 --arg --x=1 --arg "a b" -q`;
    expect(formatLine("sample make", make, inputOf(make, line.slice("/sample make ".length)))).toBe(
      `/sample make postgres:16 --name shop --memory 1536m --quiet --arg=--x=1 --arg="a b"`,
    );
    expect(formatLine("sample remove", remove, { name: "shop" }, true)).toBe("/sample remove shop --yes");
    expect(formatLine("sample remove", remove, { name: "-x", host: "help" })).toBe("/sample remove -- -x help");
    expect(formatLine("sample run", run, { image: "mysql", detach: true, command: ["--a", "-b"] })).toBe(
      "/sample run --detach mysql --a -b",
    );
  });

  test.each(samples)("is read as the same input: $path", ({ path, command, input }) => {
    fc.assert(
      fc.property(input, (input) => {
        const words = readWords(formatLine(path, command, input)).words.map(({ text }) => text);
        expect(readInput(path, command, words.slice(2))).toEqual({ help: false, input, yes: false });
      }),
      { numRuns: 1000 },
    );
  });

  test("any words are an input, help, or a Problem, for every command", () => {
    const word = fc.oneof(
      fc.string({ maxLength: 10 }),
      fc.constantFrom(
        "--",
        "-",
        "--name",
        "-n",
        "-dq",
        "name=",
        "--=x",
        "-=",
        "---",
        "--no-quiet",
        "--yes",
        "-5",
        "--arg",
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.constantFrom(...samples), (words, { path, command }) => {
        // Throws what is no Problem.
        expect(problemOf(() => readInput(path, command, words))?.code ?? "bad-input").toBe("bad-input");
      }),
      { numRuns: 3000 },
    );
  });
});
