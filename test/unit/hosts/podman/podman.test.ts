import { expect, test } from "vitest";
import { dialectOf } from "#hosts/dialects.ts";
import { podman } from "#hosts/podman/podman.ts";
import { refusal, scriptedLine } from "./scripted-line.ts";

const request = (method: string, path: string) => ({ method, path, query: {}, body: undefined });

test("Podman is known by the parts it names, and Docker has no dialect", () => {
  expect(dialectOf(["Podman Engine", "Conmon", "OCI Runtime (runc)"])).toBe(podman);
  expect(dialectOf(["Engine", "containerd", "runc", "docker-init"])).toBeUndefined();
  expect(dialectOf([])).toBeUndefined();
  expect(dialectOf(["toString", "__proto__"])).toBeUndefined();
});

test("what Podman does as Docker does is passed on", async () => {
  for (const [method, path] of [
    ["POST", "/containers/shop/start"],
    ["GET", "/containers/shop/json"],
    ["DELETE", "/volumes/containers"],
    ["DELETE", "/networks/shop"],
    ["POST", "/networks/create"],
  ] as const) {
    const line = scriptedLine({ pass: [{ a: 1 }] });
    expect(await podman.exchange(request(method, path), line)).toEqual({ a: 1 });
    expect(line.sent).toEqual(["pass"]);
  }
});

test("processes are listed once", async () => {
  const line = scriptedLine({ GET: [{ Titles: [] }] });
  expect(await podman.exchange(request("GET", "/containers/shop/top"), line)).toEqual({ Titles: [] });
  expect(line.bodies).toEqual([{ stream: false }]);
});

test("networks are swept before they are listed", async () => {
  const line = scriptedLine({ pass: [[]] });
  expect(await podman.exchange(request("GET", "/networks"), line)).toEqual([]);
  expect(line.sent).toEqual(["POST /v4.0.0/libpod/networks/prune", "pass"]);
});

test("a Podman without the path cannot change a container; a container that is not there is told as such", async () => {
  const update = request("POST", "/containers/shop/update");
  await expect(podman.exchange(update, scriptedLine({}))).rejects.toMatchObject({ status: 501 });
  const missing = refusal(404, 'no container with name or ID "shop" found: no such container');
  await expect(podman.exchange(update, scriptedLine({ pass: [missing] }))).rejects.toBe(missing);
  expect(await podman.exchange(update, scriptedLine({ pass: [{ Warnings: [] }] }))).toEqual({ Warnings: [] });
});
