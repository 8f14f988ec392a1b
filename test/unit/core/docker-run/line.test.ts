import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runLine } from "#core/docker-run/line.ts";
import { readRunLine, readRunText } from "#core/docker-run/read.ts";
import { anyLine } from "./any-line.ts";

test("a request is written as the line people would type", () => {
  const { request } = readRunText(
    "-t --env=A='b c' -i --publish 8080:80 -d --hostname=h --memory 512mb --init=false nginx -c 'x y'",
  );
  expect(runLine(request)).toBe(`docker run -h h -e A="b c" -dit --init=false -p 8080:80 -m 512m nginx -c "x y"`);
});

test("values of variables that look secret are hidden where that is asked for", () => {
  const { request } = readRunText(
    "-e POSTGRES_PASSWORD=hunter2 -e URL=postgres://u:hunter2@h/d -e PASSWORD_FILE=/run/x -e A=b postgres",
  );
  expect(runLine(request, { hideSecrets: true })).toBe(
    "docker run -e POSTGRES_PASSWORD=[redacted] -e URL=[redacted] -e PASSWORD_FILE=/run/x -e A=b postgres",
  );
});

test("reading the line again gives the same request", () => {
  fc.assert(
    fc.property(anyLine(), (words) => {
      const { request } = readRunLine(words);
      expect(readRunText(runLine(request)).request).toEqual(request);
    }),
    { numRuns: 1000 },
  );
});

test("so it does for the lines that are compared with the Docker CLI", () => {
  const lines = readFileSync(new URL("../../../engine/cli/lines/equal.txt", import.meta.url), "utf8").split("\n");
  for (const line of lines.filter((line) => line.startsWith("docker run"))) {
    const { request } = readRunText(line);
    const again = readRunText(runLine(request));
    expect(again.request).toEqual(request);
  }
});
