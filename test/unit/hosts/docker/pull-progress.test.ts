import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DockerError } from "#hosts/docker/docker-error.ts";
import { parseImageReference } from "#hosts/docker/image-reference.ts";
import { progressLines } from "#hosts/docker/progress-lines.ts";
import { fold, NOTHING_PULLED, stepOf } from "#hosts/docker/pull-progress.ts";
import { cpuMs } from "#test/support/cpu-time.ts";

const [one, two] = ["a".repeat(12), "b".repeat(12)];

function after(
  ...lines: readonly (readonly [id: string | undefined, status: string, current?: number, total?: number])[]
) {
  const pulled = lines.reduce(
    (so, [id, status, current, total]) => fold(so, { id, status, progressDetail: { current, total } }),
    NOTHING_PULLED,
  );
  return stepOf("app:1", pulled);
}

describe("the progress of a pull", () => {
  test("goes from nothing over its layers to unpacking", () => {
    expect(after(["1", "Pulling from team/app"])).toEqual({ text: "Pulling app:1" });
    expect(after([one, "Pulling fs layer"], [two, "Waiting"])).toEqual({
      text: "Pulling app:1 (0 of 2 layers)",
      progress: { done: 0, unit: "bytes" },
    });
    expect(after([one, "Downloading", 10, 100], [two, "Waiting"]).progress).toEqual({ done: 10, unit: "bytes" });
    expect(after([one, "Downloading", 10, 100], [two, "Downloading", 5, 50]).progress).toEqual({
      done: 15,
      total: 150,
      unit: "bytes",
    });
    expect(after([one, "Already exists"], [two, "Downloading", 5, 50], [two, "Download complete"])).toEqual({
      text: "Pulling app:1 (unpacking)",
      progress: { done: 50, total: 50, unit: "bytes" },
    });
    expect(after([one, "Downloading", 5, 50], [one, "Extracting", 1, 50], [one, "Pull complete"]).progress).toEqual({
      done: 50,
      total: 50,
      unit: "bytes",
    });
  });

  test("never has more done than there is, whatever an engine says", () => {
    const line = fc.record({
      id: fc.constantFrom(one, two, "latest"),
      status: fc.constantFrom("Waiting", "Downloading", "Download complete", "Extracting", "Pull complete", "?"),
      progressDetail: fc.record({ current: fc.double(), total: fc.double() }),
    });
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { progress } = stepOf("app:1", lines.reduce(fold, NOTHING_PULLED));
        const { done = 0, total = done } = progress ?? {};
        expect(done).toBeGreaterThanOrEqual(0);
        expect(done).toBeLessThanOrEqual(total);
      }),
    );
  });
});

describe("the lines of an answer", () => {
  async function read(...pieces: readonly string[]) {
    const bytes = (async function* () {
      yield* pieces.map((piece) => Buffer.from(piece));
    })();
    return Array.fromAsync(progressLines(bytes, (error) => error));
  }

  test("are read however they are cut", async () => {
    expect(await read('{"sta', 'tus":"a"}\r\n\r\n{"status"', ':"é"}')).toEqual([{ status: "a" }, { status: "é" }]);
  });

  test.each([
    '{"error":"no space"}',
    '{"errorDetail":{"message":"no space"},"error":"x"}',
    '{"errorDetail":{}}',
    "{",
    "[]",
    "null",
    '{"status":7}',
  ])("are an error when they say %s", async (line) => {
    await expect(read('{"status":"fine"}\n', line)).rejects.toBeInstanceOf(DockerError);
  });

  test("without an end are an error", async () => {
    await expect(read(...Array.from({ length: 40 }, () => "x".repeat(65_536)))).rejects.toThrow("endless");
  });
});

describe("an image's name", () => {
  const digest = `sha256:${"0".repeat(64)}`;

  test.each([
    ["postgres", { registry: "docker.io", repository: "postgres", tag: "latest" }],
    ["postgres:15", { registry: "docker.io", repository: "postgres", tag: "15" }],
    ["team/app:1.2-b_c", { registry: "docker.io", repository: "team/app", tag: "1.2-b_c" }],
    ["localhost/app", { registry: "localhost", repository: "localhost/app", tag: "latest" }],
    ["r.example:5000/a/b", { registry: "r.example:5000", repository: "r.example:5000/a/b", tag: "latest" }],
    ["r.example:5000/a/b:c", { registry: "r.example:5000", repository: "r.example:5000/a/b", tag: "c" }],
    [`app@${digest}`, { registry: "docker.io", repository: "app", tag: digest }],
    [`app:1@${digest}`, { registry: "docker.io", repository: "app", tag: digest }],
  ])("%s is understood", (text, expected) => {
    expect(parseImageReference(text)).toEqual(expected);
  });

  test.each([
    "",
    "A",
    "a b",
    "a/../b",
    "../a",
    "a?b",
    "a#b",
    "a%2fb",
    "-a",
    "a:",
    "a@",
    "a@sha256:1",
    "a//b",
    "a:b:c",
    "a".repeat(500),
  ])("%j is none", (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });

  test.each(["a.".repeat(5000), "a-".repeat(200), "a__".repeat(130), "1".repeat(399)])(
    "is decided without going back over it, whatever it is",
    async (text) => {
      expect(await cpuMs(() => parseImageReference(text))).toBeLessThan(1_000);
    },
  );
});
