import type { Database, DatabasePlan } from "#core/database.ts";
import type { ContainerFile, ContainerSpec, Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { dataVolume, leaseLabels, secretsVolume } from "./labels.ts";

const pids = 512;
/** What the entrypoint of an image we do not know needs to step down from root and to start a second time. */
const stepDownCapabilities = ["CHOWN", "SETUID", "SETGID", "DAC_OVERRIDE"];

/** Pure: what Docker is asked for. */
export function containerSpec(
  lease: Lease,
  instance: string,
  { bind, network }: Pick<Host, "bind"> & Pick<ContainerSpec, "network">,
  database: Database,
  plan: DatabasePlan,
  known: boolean,
): ContainerSpec {
  const labels = leaseLabels(lease, instance);
  // What the entrypoint of an image we do not know does, we do not know.
  const runs =
    known && plan.direct
      ? { entrypoint: plan.command.slice(0, 1), command: plan.command.slice(1) }
      : { command: plan.command };
  return {
    name: lease.name,
    image: lease.image,
    ...runs,
    env: plan.env,
    labels,
    user: known ? database.user : undefined,
    network,
    ports: [{ container: database.port, host: lease.port, address: bind }],
    mounts: [
      { kind: "volume", volume: dataVolume(lease.id), path: plan.dataPath, labels },
      ...plan.secretPaths.map((path, index) => ({
        kind: "volume" as const,
        volume: secretsVolume(lease.id),
        path,
        labels,
        // It is the same volume at all of them.
        ...(index === 0 && { files: secretFiles(plan, database, known) }),
      })),
      ...plan.tmpfs.map((tmpfs) => ({ kind: "tmpfs" as const, ...tmpfs })),
    ],
    limits: {
      memoryBytes: lease.memoryBytes,
      cpus: lease.cpus,
      pids,
      ...(plan.shmBytes !== undefined && { shmBytes: plan.shmBytes }),
    },
    readOnlyRoot: known,
    capabilities: known ? [] : stepDownCapabilities,
    restart: "no",
    stopSeconds: database.stopSeconds,
  };
}

/**
 * Pure: the same container, not held up while it starts: a server that starts is many processes, which use up their tenth of a
 * second at once where there are processors for them, and then wait for the next one. `settle` ends it.
 *
 * More CPUs than the host has are left as they are: only of a number Docker says that they are too many.
 */
export function forItsStart(spec: ContainerSpec, hostCpus: number): ContainerSpec {
  if (spec.limits.cpus > hostCpus) return spec;
  return { ...spec, limits: { ...spec.limits, cpuPeriodMs: 1000 } };
}

/** Pure: the files with the secrets, readable by the server alone. */
export function secretFiles(plan: DatabasePlan, database: Database, known: boolean): ContainerFile[] {
  const [uid = 0, gid = 0] = known ? database.user.split(":").map(Number) : [];
  // In an image we do not know, the server's uid is not known either; only that server runs in the container.
  const mode = known ? 0o400 : 0o444;
  return plan.files.map(({ name, content }) => ({ name, content, mode, uid, gid }));
}
