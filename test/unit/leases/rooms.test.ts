import { expect, test } from "vitest";
import type { Host } from "#core/host.ts";
import { checkRoom } from "#leases/room.ts";
import { rememberRooms } from "#leases/rooms.ts";
import type { HostBudget } from "#leases/rules.ts";
import { leaseWith } from "./sample-lease.ts";

const GIB = 2 ** 30;
const signal = new AbortController().signal;

interface Running {
  readonly id: string;
  readonly memoryBytes: number;
  readonly status?: string;
}

/** An engine of another machine with 8 GiB; `looked` is which containers it was asked about. */
function open(running: Running[], budget: HostBudget = {}) {
  const looked: string[] = [];
  // oxlint-disable typescript/no-unsafe-type-assertion
  const host = {
    name: "far",
    local: false,
    containers: {
      list: async () => running.map(({ id, status = "running" }) => ({ id, status })),
      async inspect(id: string) {
        looked.push(id);
        return { id, limits: running.find((container) => container.id === id) };
      },
    },
    diskUsage: async () => ({ imagesBytes: 2 * GIB, containersBytes: 1 * GIB, volumesBytes: 3 * GIB }),
  } as unknown as Host;
  const rooms = rememberRooms({
    ledger: { list: () => [leaseWith({ containerId: "leased", memoryBytes: GIB })], spares: { list: () => [] } },
    rules: { budget: () => budget },
    engineFacts: { of: async () => ({ memoryBytes: 8 * GIB }) },
  } as unknown as Parameters<typeof rememberRooms>[0]);
  // oxlint-enable typescript/no-unsafe-type-assertion
  return { looked, room: () => rooms.of(host, signal) };
}

test("another machine has its memory less the limits of what runs there", async () => {
  const running = [
    { id: "leased", memoryBytes: GIB },
    { id: "foreign", memoryBytes: 2 * GIB },
    { id: "unlimited", memoryBytes: 0 },
    { id: "ended", memoryBytes: 4 * GIB, status: "exited" },
  ];
  const { room, looked } = open(running);
  expect(await room()).toEqual({ memoryBytes: 5 * GIB, diskBytes: undefined, isEstimate: true });
  expect(looked).toEqual(["foreign", "unlimited"]);
  running.push({ id: "another", memoryBytes: GIB });
  expect(await room()).toMatchObject({ memoryBytes: 4 * GIB });
  // What is known is not asked for again.
  expect(looked).toEqual(["foreign", "unlimited", "another"]);
});

test("where the settings say how much is given out, that counts alone", async () => {
  const { room, looked } = open([{ id: "foreign", memoryBytes: 7 * GIB }], { memoryBytes: 16 * GIB });
  expect(await room()).toMatchObject({ memoryBytes: undefined });
  expect(looked).toEqual([]);
});

test("its disk is what the settings give it less what Docker takes, once that was added up", async () => {
  const { room } = open([], { diskBytes: 10 * GIB });
  expect(await room()).toMatchObject({ diskBytes: undefined });
  expect(await room()).toMatchObject({ diskBytes: 4 * GIB });
});

test("an estimate is told as one", () => {
  const host = { name: "far" };
  const room = { memoryBytes: GIB / 2, diskBytes: 9 * GIB, isEstimate: true };
  expect(() => checkRoom(room, GIB, host)).toThrow(
    'Host "far" has about 512 MiB of memory left by the limits of what runs there; this may take 1 GiB.',
  );
  expect(() => checkRoom({ ...room, diskBytes: -GIB }, GIB, host)).toThrow("about 0 B left of the disk");
});
