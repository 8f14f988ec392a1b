import type { Crash, CrashReason, Databases } from "#core/database.ts";
import { isImageOf } from "#core/docker/image-advice.ts";
import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";

/** What differs between a database and a container of `/docker run`, so that nobody else asks which one a lease is. */
export interface LeaseKind {
  stopSeconds(host: Host, signal: AbortSignal): Promise<number>;
  explainCrash(crash: Crash): CrashReason | undefined;
}

/** The lines that people type about a lease. */
export interface LeaseLines {
  readonly status: string;
  readonly logs: string;
  readonly stop: string;
  readonly start: string;
  readonly restart: string;
  readonly extend: string;
  readonly keep: string;
  readonly remove: string;
  /** Makes another one like it. Undefined where nobody knows how it was made. */
  readonly again: string | undefined;
}

/** Docker's own, where a container does not say. */
const STOP_SECONDS = 10;

export function kindOf(databases: Databases, lease: Lease): LeaseKind {
  if (lease.kind === "container") {
    const known = databases.names
      .map((name) => databases.find(name).database)
      .find(({ repository }) => isImageOf(lease.image, repository));
    return {
      async stopSeconds(host, signal) {
        const container = await host.operations.inspect(lease.containerId ?? lease.name, signal);
        return container?.stopSeconds ?? STOP_SECONDS;
      },
      explainCrash: (crash) => known?.explainCrash(crash),
    };
  }
  const { database } = databases.find(lease.database);
  return {
    stopSeconds: () => Promise.resolve(database.stopSeconds),
    explainCrash: (crash) => database.explainCrash(crash),
  };
}

export function linesOf({ name, host, kind, database }: Lease): LeaseLines {
  if (kind !== "container") {
    return {
      status: `/db status ${name}`,
      logs: `/db logs ${name}`,
      stop: `/db stop ${name}`,
      start: `/db start ${name}`,
      restart: `/db restart ${name}`,
      extend: `/db extend ${name} 4h`,
      keep: `/db keep ${name}`,
      remove: `/db down ${name}`,
      again: `/db up ${database} --name ${name}`,
    };
  }
  // Docker's words look at one host, and this may not be the default one.
  const at = `${name} --host ${host}`;
  return {
    status: `/docker inspect ${at}`,
    logs: `/docker logs ${at}`,
    stop: `/docker stop ${at}`,
    start: `/docker start ${at}`,
    restart: `/docker restart ${at}`,
    extend: `/docker extend ${name} 4h --host ${host}`,
    keep: `/docker extend ${at} --forever`,
    remove: `/docker rm ${at} --force`,
    again: undefined,
  };
}
