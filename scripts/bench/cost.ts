// npm run bench -- cost: what one database that waits takes of the disk and of the memory, and what its image takes.
import { setTimeout as pause } from "node:timers/promises";
import { showBytes } from "#core/units.ts";
import { openKeptBot, scratch } from "#test/engine/safety/support.ts";
import { docker, runnableDatabases } from "#test/support/docker.ts";
import { table } from "./statistics.ts";

/** A server is done with what it does after its start. */
const settleMs = 15_000;

/** `rounds` is not used: nothing here moves from one time to the next. `parts`: databases. */
export default async function benchCost(_rounds: number, parts: readonly string[]): Promise<string> {
  const rows: string[][] = [];
  for (const kind of (await runnableDatabases()).filter((name) => parts.length === 0 || parts.includes(name))) {
    await using folder = await scratch();
    await using bot = await openKeptBot(folder.path, { SPARES: `${kind}:1` });
    const ready = () => bot.assembly.ledger.spares.list().find(({ state }) => state === "ready");
    while (!ready()) await pause(100);
    await pause(settleMs);
    const spare = ready();
    if (!spare) throw new Error(`the spare ${kind} is gone`);
    const [host] = bot.assembly.hosts.all;
    const usage = await host?.containers.stats(spare.containerId ?? "", AbortSignal.timeout(10_000));
    rows.push([
      kind,
      showBytes(Number(await docker("image", "inspect", "--format", "{{.Size}}", spare.image))),
      showBytes(await onDisk(spare.containerId ?? "")),
      showBytes(usage?.memoryBytes ?? Number.NaN),
      showBytes(Number(await docker("inspect", "--format", "{{.HostConfig.Memory}}", spare.containerId ?? ""))),
    ]);
    console.error(rows.at(-1)?.join("  "));
  }
  return table(["spare", "image, shared by all", "disk", "memory", "memory limit"], rows);
}

/** Its own layer and its volumes, in bytes, as the engine counts them. */
async function onDisk(containerId: string): Promise<number> {
  const volumes = '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}';
  const names = (await docker("inspect", "--format", volumes, containerId)).split(" ");
  const layer = await docker("inspect", "--size", "--format", "{{.SizeRw}}", containerId);
  const format = "{{range .Volumes}}{{.Name}} {{.Size}}{{println}}{{end}}";
  const sizes = (await docker("system", "df", "--verbose", "--format", format))
    .split("\n")
    .map((row) => row.split(" "));
  return sizes
    .filter(([name = ""]) => names.includes(name))
    .reduce((sum, [, size = ""]) => sum + bytesOf(size), Number(layer));
}

const POWERS: Readonly<Record<string, number>> = { B: 0, kB: 1, MB: 2, GB: 3 };

/** Docker counts in thousands: 48.9MB. */
function bytesOf(size: string): number {
  const [, amount = "", unit = ""] = /^([\d.]+)(\w+)$/.exec(size) ?? [];
  return Number(amount) * 1_000 ** (POWERS[unit] ?? Number.NaN);
}
