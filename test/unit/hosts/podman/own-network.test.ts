import { expect, test } from "vitest";
import { DockerError } from "#hosts/docker/docker-error.ts";
import { isOwn, removeContainer, sharedName, sweepNetworks } from "#hosts/podman/own-network.ts";
import { refusal, scriptedLine } from "./scripted-line.ts";

const own = "longshore.own-0123456789ab";
const removal = { method: "DELETE", path: "/containers/shop", query: { force: true }, body: undefined };
const INSPECT = "GET /v1.41/containers/shop/json";
const REMOVE_NETWORK = "DELETE /v4.0.0/libpod/networks/";

test("an own network has the name of the shared one for everybody else", () => {
  expect(sharedName(own)).toBe("longshore");
  expect(isOwn(own)).toBe(true);
  for (const other of ["longshore", "longshore.own-", "shop.own-0123456789ag", `${own}.x`]) {
    expect(isOwn(other)).toBe(false);
    expect(sharedName(other)).toBe(other);
  }
});

test("a container takes its own network with it, and no other", async () => {
  const networks = { "shop-net": {}, [own]: {} };
  const line = scriptedLine({
    [INSPECT]: [{ NetworkSettings: { Networks: networks } }],
    pass: ["gone"],
    [REMOVE_NETWORK]: [{}],
  });
  expect(await removeContainer(removal, line)).toBe("gone");
  expect(line.sent).toEqual([INSPECT, "pass", `${REMOVE_NETWORK}${own}`]);
});

test("a container that cannot be looked at is removed all the same", async () => {
  const line = scriptedLine({ [INSPECT]: [refusal(500, "corrupted")], pass: ["gone"] });
  expect(await removeContainer(removal, line)).toBe("gone");
  expect(line.sent).toEqual([INSPECT, "pass"]);
});

test("a container that stays keeps its network", async () => {
  const running = refusal(409, "cannot remove a running container");
  const line = scriptedLine({ [INSPECT]: [{ NetworkSettings: { Networks: { [own]: {} } } }], pass: [running] });
  await expect(removeContainer(removal, line)).rejects.toBe(running);
  expect(line.sent).toEqual([INSPECT, "pass"]);
});

test("a network that Podman keeps does not make a removal fail", async () => {
  const line = scriptedLine({
    [INSPECT]: [{ NetworkSettings: { Networks: { [own]: {} } } }],
    pass: ["gone"],
    [REMOVE_NETWORK]: [refusal(409, "network is being used")],
  });
  expect(await removeContainer(removal, line)).toBe("gone");
});

test("what is swept are own networks that are no longer new; a Podman that cannot is let be", async () => {
  const line = scriptedLine({});
  await sweepNetworks(line);
  expect(line.sent).toEqual(["POST /v4.0.0/libpod/networks/prune"]);
  expect(line.bodies).toEqual([{ filters: { label: ["longshore.network=own"], until: ["2m"] } }]);
  await sweepNetworks(scriptedLine({ POST: [new DockerError("timeout", "no answer within 1 ms")] }));
});
