import { randomUUID } from "node:crypto";
import { rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "#core/doctor.ts";
import { showBytes } from "#core/units.ts";
import type { Ledger } from "#leases/ledger.ts";
import { paths } from "../config.ts";
import type { Config } from "../config.ts";

/** The ledger is small; with less than this the audit fills the disk within days, or has. */
const LITTLE_BYTES = 1024 ** 3;
const TOO_LITTLE_BYTES = 64 * 1024 ** 2;

/** What can be read but does not fit together. What cannot be read stops every start and so never comes here. */
export async function examineSettings(config: Config): Promise<Finding[]> {
  const about = "settings";
  const found: Finding[] = [];
  const names = config.hosts.map(({ name }) => name);
  const strangers = Object.keys(config.settings.hosts ?? {}).filter((name) => !names.includes(name));
  if (strangers.length > 0) {
    const says = `longshore.yaml speaks of hosts that HOSTS does not name: ${strangers.join(", ")}.`;
    found.push({
      tone: "warning",
      about,
      says,
      todo: `Correct the name or take it out; HOSTS has ${names.join(", ")}.`,
    });
  }
  for (const [chat, wanted] of [["slack", config.slack] as const, ["discord", config.discord] as const]) {
    if (!wanted || config.policy.grants.admin.some((grant) => grant.startsWith(`${chat}:`))) continue;
    const says = `Nobody in ${chat} is an admin.`;
    found.push({ tone: "warning", about, says, todo: "/longshore whoami there tells the line to add to ADMINS." });
  }
  if (!config.key) {
    const { mode } = await stat(paths(config).key);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      const says = "Others on this machine can read the key of the ledger.";
      found.push({ tone: "error", about, says, todo: `chmod 600 ${paths(config).key}` });
    }
  }
  return found.length > 0 ? found : [{ tone: "ok", about, says: "They can be read and fit together." }];
}

/** The trail's chain, and whether the disk takes what must be written down. */
export async function examineLedger(config: Config, { audit }: Pick<Ledger, "audit">): Promise<Finding[]> {
  const about = "ledger";
  const { rows, broken } = audit.verify();
  const chain: Finding =
    broken === undefined
      ? { tone: "ok", about, says: `The audit is whole: ${rows} entries.` }
      : {
          tone: "error",
          about,
          says: `The audit was changed: entry ${broken} does not fit to the one before it.`,
          todo: `Compare with ${paths(config).audit}: what is there and not in the ledger was taken out.`,
        };
  return [chain, await examineDisk(config.dataDirectory)];
}

async function examineDisk(folder: string): Promise<Finding> {
  const about = "ledger";
  // Written to, as neither the mode nor the owner tells of a read-only mount or a quota.
  const probe = join(folder, `.doctor-${randomUUID()}`);
  try {
    await writeFile(probe, "x");
  } catch (error) {
    const says = `DATA_DIR cannot be written to: ${error instanceof Error ? error.message : String(error)}.`;
    return { tone: "error", about, says, todo: `Make ${folder} writable for the user that runs the bot.` };
  } finally {
    await rm(probe, { force: true });
  }
  const { bavail, bsize } = await statfs(folder);
  return diskFinding(bavail * bsize);
}

/** What so many free bytes mean. Pure. */
export function diskFinding(free: number): Finding {
  const says = `DATA_DIR can be written to, with ${showBytes(free)} left.`;
  if (free >= LITTLE_BYTES) return { tone: "ok", about: "ledger", says };
  const todo = "Free some space where DATA_DIR is: when it is full the bot does nothing any more.";
  return { tone: free < TOO_LITTLE_BYTES ? "error" : "warning", about: "ledger", says, todo };
}
