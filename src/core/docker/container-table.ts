import type { ContainerRow, PortShown } from "../operations.ts";
import type { Block } from "../reply.ts";
import { showAge } from "../units.ts";
import { isDatabase, isOurs } from "./ownership.ts";

/** More rows than anybody reads in a chat; all of them are in the file below. */
export const MOST_ROWS = 100;

const COLUMNS = ["Name", "Image", "State", "Ports", "Age", "Whose"];

/** Containers as one table, and as a file when they are more than fit. */
export function containerBlocks(rows: readonly ContainerRow[], now: Date): readonly Block[] {
  const cells = rows.map((row) => cellsOf(row, now));
  const table: Block = { kind: "table", columns: COLUMNS, rows: cells.slice(0, MOST_ROWS) };
  if (cells.length <= MOST_ROWS) return [table];
  const text = [COLUMNS, ...cells].map((line) => line.join("\t")).join("\n");
  return [
    table,
    { kind: "text", text: `These are the newest ${MOST_ROWS} of ${cells.length}; --filter narrows them down.` },
    { kind: "file", name: "containers.tsv", bytes: new TextEncoder().encode(text) },
  ];
}

function cellsOf(row: ContainerRow, now: Date): string[] {
  return [
    row.name,
    showImage(row.image),
    row.status || row.state,
    showPorts(row.ports),
    showAge(row.createdAt, now),
    !isOurs(row)
      ? "not ours"
      : isDatabase(row)
        ? `${row.labels["longshore.owner"]} (/db)`
        : (row.labels["longshore.owner"] ?? ""),
  ];
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
