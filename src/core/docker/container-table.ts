import type { Lease } from "../lease.ts";
import type { ContainerRow, PortShown } from "../operations.ts";
import type { Block } from "../reply.ts";
import { showAge, showDuration } from "../units.ts";
import { isDatabase, ownerOf } from "./ownership.ts";

/** More rows than anybody reads in a chat; all of them are in the file below. */
export const MOST_ROWS = 100;

const COLUMNS = ["Name", "Image", "State", "Ports", "Age"];

/** What the last column tells of each container. */
export interface LastColumn {
  readonly title: string;
  cell(row: ContainerRow): string;
}

export const WHOSE: LastColumn = {
  title: "Whose",
  cell: (row) => `${ownerOf(row) ?? "not ours"}${isDatabase(row) ? " (/db)" : ""}`,
};

/** Of the caller's own containers: when each ends, by its lease. */
export function endsColumn(leaseOf: (row: ContainerRow) => Lease | undefined, now: Date): LastColumn {
  return {
    title: "Ends",
    cell(row) {
      const lease = leaseOf(row);
      if (!lease) return "not known here";
      if (lease.endedAt) return "ended";
      const left = lease.expiresAt && lease.expiresAt.getTime() - now.getTime();
      return left === undefined ? "never" : left > 0 ? `in ${showDuration(left)}` : "now";
    },
  };
}

/** Containers as one table, and as a file when they are more than fit. `hostOf` where they are of several hosts. */
export function containerBlocks<R extends ContainerRow>(
  rows: readonly R[],
  now: Date,
  last: LastColumn,
  hostOf?: (row: R) => string,
): readonly Block[] {
  const columns = [...COLUMNS, ...(hostOf ? ["Host"] : []), last.title];
  const cells = rows.map((row) => [...cellsOf(row, now), ...(hostOf ? [hostOf(row)] : []), last.cell(row)]);
  const table: Block = { kind: "table", columns, rows: cells.slice(0, MOST_ROWS) };
  if (cells.length <= MOST_ROWS) return [table];
  const text = [columns, ...cells].map((line) => line.join("\t")).join("\n");
  return [
    table,
    { kind: "text", text: `These are the newest ${MOST_ROWS} of ${cells.length}; --filter narrows them down.` },
    { kind: "file", name: "containers.tsv", bytes: new TextEncoder().encode(text) },
  ];
}

function cellsOf(row: ContainerRow, now: Date): string[] {
  return [row.name, showImage(row.image), row.status || row.state, showPorts(row.ports), showAge(row.createdAt, now)];
}

/** An image without a name is an id, of which twelve characters tell enough. */
export function showImage(image: string): string {
  return /^sha256:[0-9a-f]{64}$/.test(image) ? image.slice(7, 19) : image;
}

/** `127.0.0.1:8080→80`; the same port published on IPv4 and IPv6 is one. Those that are not published are left out. */
export function showPorts(ports: readonly PortShown[]): string {
  const shown = ports
    .filter(({ host }) => host !== undefined)
    .map(({ address, host, container, protocol }) => {
      const where = ["", "0.0.0.0", "::"].includes(address) ? "*" : address.includes(":") ? `[${address}]` : address;
      return `${where}:${host}→${container}${protocol === "tcp" ? "" : `/${protocol}`}`;
    });
  return [...new Set(shown)].join(", ");
}
