import { expect, test } from "vitest";
import { containerBlocks, endsColumn, MOST_ROWS, WHOSE } from "#core/docker/container-table.ts";
import type { ContainerRow } from "#core/operations.ts";
import { HOUR, leaseWith, noon } from "../../leases/sample-lease.ts";

const now = new Date(noon);
const rows = (count: number): ContainerRow[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ id: `${index}`, name: `c${index}`, image: "nginx", imageId: "", command: "", labels: {}, state: "running" },
    ...{ status: "Up 3 minutes", ports: [], networks: [], volumes: [], createdAt: new Date(noon - HOUR) },
  }));

test("as many containers as anybody reads are a table", () => {
  const blocks = containerBlocks(rows(MOST_ROWS), now, WHOSE);
  expect(blocks).toMatchObject([{ kind: "table", rows: { length: MOST_ROWS } }]);
});

test("of more the newest are a table, and all of them are a file", () => {
  const [table, text, file] = containerBlocks(rows(1_000), now, WHOSE);
  expect(table).toMatchObject({ kind: "table", rows: { length: MOST_ROWS } });
  expect(text).toEqual({
    kind: "text",
    text: `These are the newest ${MOST_ROWS} of 1000; --filter narrows them down.`,
  });
  if (file?.kind !== "file") throw new Error("no file");
  const lines = new TextDecoder().decode(file.bytes).split("\n");
  expect([lines.length, lines[0], lines[1_000]]).toEqual([
    1_001,
    "Name\tImage\tState\tPorts\tAge\tWhose",
    "c999\tnginx\tUp 3 minutes\t\t1 h\tnot ours",
  ]);
});

test.each([
  [leaseWith({ expiresAt: new Date(noon + 2 * HOUR) }), "in 2 h"],
  [leaseWith({ expiresAt: new Date(noon - 1) }), "now"],
  [leaseWith({ endedAt: new Date(noon) }), "ended"],
  [leaseWith(), "never"],
  [undefined, "not known here"],
])("the end of one's own is told by its lease", (lease, cell) => {
  const [row] = rows(1);
  expect(row && endsColumn(() => lease, now).cell(row)).toBe(cell);
});
