import { expect, test } from "vitest";
import type { Host, Hosts } from "#core/host.ts";
import { knownNames } from "#hosts/known-names.ts";

const ann = { platform: "terminal", team: "t", user: "0", channel: "c", groups: [], displayName: "ann" };

/** A host that only lists, and only when it is let. */
function listing(name: string, containers: readonly string[]) {
  let looks = 0;
  const { promise: let_, resolve: answer } = Promise.withResolvers<void>();
  const list = async () => {
    looks++;
    await let_;
    return containers.map((container) => ({
      name: container,
      labels: container.startsWith("ann-") ? { "longshore.lease": "1", "longshore.owner": "terminal:t/0" } : {},
    }));
  };
  const operations = { list, images: list, networks: list, volumes: list };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else of it is asked for
  return { host: { name, operations } as unknown as Host, answer, looks: () => looks };
}

const hostsOf = (...all: Host[]): Hosts => ({ all, find: () => all[0] as Host });

test("names are offered from memory at once, the caller's own first, each once", async () => {
  const lab = listing("lab", ["web", "ann-db"]);
  const far = listing("far", ["web"]);
  await using names = knownNames(hostsOf(lab.host, far.host));
  const { containers } = names.suggestions;
  expect(containers(ann)).toEqual([]);
  lab.answer();
  // The other host never answers, and keeps nobody waiting.
  await expect.poll(() => containers(ann)).toEqual(["ann-db", "web"]);
  far.answer();
});

test("a host is asked once, however fast somebody types", async () => {
  const lab = listing("lab", ["web"]);
  await using names = knownNames(hostsOf(lab.host));
  for (let key = 0; key < 20; key++) names.suggestions.containers(ann);
  lab.answer();
  await expect.poll(() => names.suggestions.containers(ann)).toEqual(["web"]);
  expect(lab.looks()).toBe(1);
});
