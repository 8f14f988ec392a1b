import { join } from "node:path";
import { openLedger } from "#leases/ledger.ts";
import { createVault, readKey } from "#leases/vault.ts";
import { docker } from "#test/support/docker.ts";

/** What is wrong between the ledger of a DATA_DIR and the engine: nothing, when all is well. Shares no code with the bot's own look. */
export async function disorder(dataDirectory: string): Promise<string[]> {
  using ledger = openLedger(
    join(dataDirectory, "longshore.sqlite"),
    createVault(readKey(undefined, join(dataDirectory, "key"))),
  );
  const filter = `label=longshore.instance=${ledger.instance}`;
  const containers = lines(
    await docker("ps", "--all", "--filter", filter, "--format", '{{.Label "longshore.lease"}} {{.ID}} {{.Names}}'),
  ).map((line) => line.split(" "));
  const volumes = lines(await docker("volume", "ls", "--filter", filter, "--format", "{{.Name}}"));
  const leases = ledger.list({});
  const waiting = ledger.spares.list();
  const ids = new Set([...leases, ...waiting].map(({ id }) => id));
  const wrong: string[] = [];
  for (const { name, state, id } of leases) {
    if (state !== "ready") wrong.push(`lease ${name} is ${state}`);
    const its = containers.filter(([lease]) => lease === id);
    if (its.length !== 1) wrong.push(`lease ${name} has ${its.length} containers`);
  }
  for (const { id, state } of waiting) {
    if (state !== "ready") wrong.push(`spare ${id} is ${state}`);
    if (containers.filter(([lease]) => lease === id).length !== 1)
      wrong.push(`spare ${id} has no container of its own`);
  }
  for (const [lease = "", , name] of containers) if (!ids.has(lease)) wrong.push(`container ${name} has no lease`);
  for (const volume of volumes) {
    if (!ids.has(volume.split("-")[1] ?? "")) wrong.push(`volume ${volume} has no lease`);
  }
  const { broken, rows } = ledger.audit.verify();
  if (broken !== undefined) wrong.push(`the audit of ${rows} rows is broken at ${broken}`);
  return wrong;
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
