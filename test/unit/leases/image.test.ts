import { expect, test } from "vitest";
import type { Host } from "#core/host.ts";
import type { RunRequest } from "#core/docker-run/run-request.ts";
import { findRunImage } from "#core/docker/run-image.ts";
import { Problem } from "#core/problem.ts";
import { loadDatabases } from "#databases/load.ts";
import { findImage } from "#leases/image.ts";
import { checkDisk } from "#leases/room.ts";
import { drained } from "#leases/steps.ts";

const within = () => AbortSignal.timeout(5_000);
const room = { memoryBytes: 2 ** 40, diskBytes: 100 * 2 ** 20 };

/** A host without an image, which notes what it is asked to pull. */
function emptyHost() {
  const pulled: string[] = [];
  const host = {
    name: "lab",
    images: {
      inspect: () => Promise.resolve(undefined),
      // oxlint-disable-next-line require-yield
      async *pull(reference: string) {
        pulled.push(reference);
        throw new Problem("registry-login", "No.");
      },
    },
    operations: { images: () => Promise.resolve([]) },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  } as unknown as Host;
  return { host, pulled };
}

test("a database's image is not pulled onto a disk that is nearly full", async () => {
  const { host, pulled } = emptyHost();
  const { database } = (await loadDatabases()).find("redis");
  const wanted = { name: "redis", database, version: undefined, reference: undefined };
  const builder = {
    recipe: () => Promise.resolve(undefined),
    obstacle: () => Promise.resolve(undefined),
    build: () => expect.unreachable(),
  };
  const full = { ...wanted, checkDisk: async () => checkDisk(room, host) };
  await expect(drained(findImage(full, host, builder, within()))).rejects.toMatchObject({
    code: "host-full",
    message: 'Host "lab" has 100 MiB of disk left.',
  });
  expect(pulled).toEqual([]);
  const fits = { ...wanted, checkDisk: async () => checkDisk({ ...room, diskBytes: 2 ** 30 }, host) };
  await expect(drained(findImage(fits, host, builder, within()))).rejects.toMatchObject({ code: "registry-login" });
  expect(pulled).toHaveLength(1);
});

test("nor is the image of a line", async () => {
  const { host, pulled } = emptyHost();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const request = { image: "app:1", options: {} } as unknown as RunRequest;
  const leases = { checkDisk: async () => checkDisk(room, host) };
  await expect(drained(findRunImage(request, host, leases, within()))).rejects.toMatchObject({ code: "host-full" });
  expect(pulled).toEqual([]);
});
