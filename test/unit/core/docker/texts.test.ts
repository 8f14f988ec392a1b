import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFilters } from "#core/docker/filters.ts";
import { freePorts, nextFree } from "#core/docker/held-ports.ts";
import { LogLines } from "#core/docker/log-text.ts";
import { takeOwnWords } from "#core/docker/own-words.ts";
import { hideArguments, withoutSecrets } from "#core/docker/secret-env.ts";
import { onlyFile } from "#core/docker/tar.ts";
import { trafficOf } from "#hosts/docker/usage.ts";

describe("words of ours behind /docker run", () => {
  test.each([
    [["--dry-run", "-d", "nginx"], { dryRun: true }, ["-d", "nginx"]],
    [["--name", "web", "--dry-run", "nginx"], { dryRun: true }, ["--name", "web", "nginx"]],
    [["nginx", "--dry-run"], {}, ["nginx", "--dry-run"]],
    [["nginx", "nginx", "--dry-run"], {}, ["nginx", "nginx", "--dry-run"]],
    [["--ttl", "2h", "-d", "nginx"], { ttl: 7_200_000 }, ["-d", "nginx"]],
    [["-d", "--ttl=30m", "--dry-run", "nginx"], { ttl: 1_800_000, dryRun: true }, ["-d", "nginx"]],
    [["nginx", "--ttl", "2h"], {}, ["nginx", "--ttl", "2h"]],
    [["-d", "--host", "lab", "nginx"], { host: "lab" }, ["-d", "nginx"]],
    [["-h", "web", "--host=lab", "nginx", "--host=x"], { host: "lab" }, ["-h", "web", "nginx", "--host=x"]],
    [
      ["--hostname", "web", "--add-host", "a:10.0.0.1", "nginx"],
      {},
      ["--hostname", "web", "--add-host", "a:10.0.0.1", "nginx"],
    ],
    [["--name", "web", "nginx"], {}, ["--name", "web", "nginx"]],
  ])("of %j are found among the flags: %j", (line, own, left) => {
    expect(takeOwnWords({ line })).toEqual({ line: left, ...own });
  });
  test("that is no time is said so", () => {
    expect(() => takeOwnWords({ line: ["--ttl", "soon", "nginx"] })).toThrow("expected a length of time");
    expect(() => takeOwnWords({ line: ["--ttl", "-d", "nginx"] })).toThrow("expected a length of time");
  });
  test("may be said once", () => {
    expect(takeOwnWords({ line: ["--host", "lab", "nginx"], host: "lab" })).toEqual({ line: ["nginx"], host: "lab" });
    expect(() => takeOwnWords({ line: ["--host", "lab", "nginx"], host: "pod" })).toThrow("--host is given twice");
  });
});

describe("a log", () => {
  test("is read the same however it comes in pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n") })), (pieces) => {
        const log = new LogLines(undefined);
        for (const piece of pieces) log.push(piece);
        log.end();
        expect(log.lines).toEqual(
          pieces
            .join("")
            .split("\n")
            .filter((line) => line !== ""),
        );
      }),
    );
  });
  test("keeps no more than it may, the newest", () => {
    const log = new LogLines(undefined, 1_000);
    for (let line = 0; line < 10_000; line++) log.push(`line ${line}\n`);
    expect(log.truncated).toBe(true);
    expect(log.lines.at(-1)).toBe("line 9999");
    expect(log.lines.join("\n").length).toBeLessThan(1_000);
  });
  test("without a line end does not grow without end", () => {
    const log = new LogLines(undefined, 1_000);
    for (let piece = 0; piece < 1_000; piece++) log.push("x".repeat(100));
    log.end();
    expect(log.lines.join("").length).toBeLessThanOrEqual(1_000);
  });
});

describe("secrets", () => {
  test("are taken out of variables, commands and whatever else an engine tells", () => {
    const raw = {
      Config: { Env: ["DB_PASSWORD=canary", "A=1"], Cmd: ["--password=canary", "run"] },
      Note: "pg://u:canary@h/",
    };
    expect(JSON.stringify(withoutSecrets(raw))).not.toContain("canary");
    expect(withoutSecrets(raw)).toMatchObject({ Config: { Env: ["DB_PASSWORD=[redacted]", "A=1"] } });
    expect(hideArguments(["1", "mysqld --password=canary --port=1"])).toEqual([
      "1",
      "mysqld --password=[redacted] --port=1",
    ]);
  });
  test("are found without an error in anything", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void withoutSecrets(value)));
  });
});

test("filters are Docker's", () => {
  expect(readFilters(["status=exited", "label=a=b", "label=c"])).toEqual({ status: ["exited"], label: ["a=b", "c"] });
  expect(() => readFilters(["satus=exited"])).toThrow('Did you mean "status"?');
  expect(() => readFilters(["name"])).toThrow("needs a value");
});

test("free ports are free, in the range, and each once", () => {
  const taken = (port: number) => port % 2 === 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 30 }),
      fc.float({ min: 0, max: Math.fround(0.999), noNaN: true }),
      (count, random) => {
        const found = freePorts({ first: 100, last: 119 }, count, taken, () => random);
        expect(new Set(found).size).toBe(Math.min(count, 10));
        expect(found.every((port) => port >= 100 && port <= 119 && !taken(port))).toBe(true);
      },
    ),
  );
  expect(nextFree(3306, (port) => port < 3310)).toBe(3310);
  expect(nextFree(65_535, () => false)).toBeUndefined();
});

test("an archive that is none is no file, whatever it is", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => void onlyFile(bytes)));
});

test("traffic is added up over all links and disks", () => {
  const io_service_bytes_recursive = [
    { op: "Read", value: 3 },
    { op: "read", value: 4 },
    { op: "Write", value: 5 },
    { op: "Total", value: 99 },
  ];
  const networks = { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } };
  expect(trafficOf({ networks, blkio_stats: { io_service_bytes_recursive } })).toEqual({
    ...{ receivedBytes: 11, sentBytes: 22, readBytes: 7, writtenBytes: 5 },
  });
});
