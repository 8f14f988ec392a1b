import { homedir } from "node:os";
import { afterAll, beforeAll, describe } from "vitest";
import { openHosts } from "#hosts/hosts.ts";
import { noPodman, openPodman, type Podman } from "#test/support/podman.ts";
import { hostContract } from "./contract.ts";

const environment = { platform: process.platform, home: homedir(), variables: process.env };

describe.skipIf(noPodman)(`Podman${noPodman ? ` (skipped: ${noPodman})` : ""}`, () => {
  let podman: Podman;
  beforeAll(async () => {
    podman = await openPodman();
  });
  afterAll(() => podman[Symbol.asyncDispose]());
  hostContract(
    "podman",
    async () => (await openHosts([{ name: "pod", url: `podman://${podman.socket}` }], environment)).find("pod"),
    (...words) => podman.command(...words),
    ["restart policy", "out of memory", "lines in pieces", "own bridge"],
  );
});
