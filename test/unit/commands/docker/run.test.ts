import { describe, expect, test } from "vitest";
import exec from "#commands/docker/exec.ts";
import run from "#commands/docker/run.ts";
import { formatLine } from "#core/format.ts";
import { readInput } from "#core/input.ts";

const read = (line: string) => {
  const asked = readInput("docker run", run, line.split(" "));
  return asked.help ? "help" : asked.input;
};

describe("the words behind /docker run", () => {
  test.each([
    ["-d --name web nginx", { line: ["-d", "--name", "web", "nginx"] }],
    ["--dry-run --host lab -dit nginx", { dryRun: true, host: "lab", line: ["-dit", "nginx"] }],
    ["-h web nginx --help", { line: ["-h", "web", "nginx", "--help"] }],
    ["-- --host x", { line: ["--host", "x"] }],
    ["docker run nginx", { line: ["docker", "run", "nginx"] }],
    ["-e A=1 --host lab nginx", { host: "lab", line: ["-e", "A=1", "nginx"] }],
    ["-e A=1 nginx --host lab", { line: ["-e", "A=1", "nginx", "--host", "lab"] }],
  ])("%s are kept as they are, but for ours among the flags", (line, input) => {
    expect(read(line)).toEqual(input);
  });

  test("can be a question for help", () => {
    expect(read("--help")).toBe("help");
  });

  test("are written so that they read the same again", () => {
    const input = { dryRun: true, line: ["-d", "--host", "nginx"] };
    expect(formatLine("docker run", run, input)).toBe("/docker run --dry-run -- -d --host nginx");
    expect(read("--dry-run -- -d --host nginx")).toEqual(input);
  });
});

test("the words behind /docker exec begin after the container's name", () => {
  const asked = readInput("docker exec", exec, ["--timeout", "5s", "web", "ls", "--host", "-l"]);
  expect(asked).toMatchObject({ input: { name: "web", timeout: 5_000, command: ["ls", "--host", "-l"] } });
});
