import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import { ownerOf } from "#core/docker/ownership.ts";
import type { Host, Hosts } from "#core/host.ts";

/** What completion offers for `suggest: "containers"` and its like, by those words. */
export interface KnownNames extends AsyncDisposable {
  readonly suggestions: Readonly<Record<Kind, (caller: Caller) => readonly string[]>>;
  /** Looks at every host, so that the first question finds something. Nothing waits for it, and it never fails. */
  warm(): void;
}

type Kind = "containers" | "images" | "networks" | "volumes";

interface Named {
  readonly name: string;
  /** A `callerId`; undefined for what is not ours. */
  readonly owner: string | undefined;
}

interface Known {
  names: readonly Named[];
  lookedAt: number;
  isLooking: boolean;
}

/** Completion is asked at every key: while somebody types, a host is asked once in this time. */
const FRESH_MS = 2_000;
const LIMIT_MS = 5_000;

/**
 * Names on all hosts, from memory: an answer is what was seen last, and starts a new look in the background when that
 * was a while ago. A host that does not answer keeps its names and holds up nobody.
 */
export function knownNames(hosts: Hosts): KnownNames {
  const ending = new AbortController();
  const known = new Map<string, Known>();
  const looks = new Set<Promise<void>>();

  function of(host: Host, kind: Kind): Known {
    const key = `${host.name} ${kind}`;
    const found = known.get(key) ?? { names: [], lookedAt: -Infinity, isLooking: false };
    known.set(key, found);
    if (found.isLooking || performance.now() - found.lookedAt < FRESH_MS || ending.signal.aborted) return found;
    found.isLooking = true;
    const look = LOOKS[kind](host, AbortSignal.any([ending.signal, AbortSignal.timeout(LIMIT_MS)]))
      .then((names) => void (found.names = names))
      // Whoever runs a command on that host is told what is wrong with it.
      .catch(() => undefined)
      .finally(() => {
        found.isLooking = false;
        found.lookedAt = performance.now();
        looks.delete(look);
      });
    looks.add(look);
    return found;
  }

  const offer = (kind: Kind) => (caller: Caller) => {
    const all = hosts.all.flatMap((host) => of(host, kind).names);
    const isOwn = ({ owner }: Named) => owner === callerId(caller);
    const ordered = [...all.filter(isOwn), ...all.filter((one) => !isOwn(one))];
    return [...new Set(ordered.map(({ name }) => name))];
  };
  return {
    suggestions: {
      containers: offer("containers"),
      images: offer("images"),
      networks: offer("networks"),
      volumes: offer("volumes"),
    },
    warm() {
      for (const host of hosts.all) for (const kind of Object.keys(LOOKS) as Kind[]) of(host, kind);
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(looks);
    },
  };
}

const LOOKS: Readonly<Record<Kind, (host: Host, signal: AbortSignal) => Promise<readonly Named[]>>> = {
  async containers({ operations }, signal) {
    const rows = await operations.list({ all: true, filters: {} }, signal);
    return rows.map((row) => ({ name: row.name, owner: ownerOf(row) }));
  },
  async images({ operations }, signal) {
    const rows = await operations.images(signal);
    return rows.flatMap(({ tags }) => tags.map((name) => ({ name, owner: undefined })));
  },
  async networks({ operations }, signal) {
    return (await operations.networks(signal)).map((row) => ({ name: row.name, owner: ownerOf(row) }));
  },
  async volumes({ operations }, signal) {
    return (await operations.volumes(signal)).map((row) => ({ name: row.name, owner: ownerOf(row) }));
  },
};
