import { readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContainerSpec, Host } from "#core/host.ts";
import { openHosts } from "#hosts/hosts.ts";
import { asDocker } from "#hosts/podman/answers.ts";
import { noPodman, openPodman, type Podman } from "#test/support/podman.ts";
import { tinyImage } from "./tiny-image.ts";

const environment = { platform: process.platform, home: homedir(), variables: process.env };
const within = (ms = 30_000) => AbortSignal.timeout(ms);
const image = "longshore-test/podman:1";
const network = "lsp-shared";
const label = { "longshore.test": "podman" };

function spec(name: string): ContainerSpec {
  const limits = { memoryBytes: 64 << 20, cpus: 0.5, pids: 50 };
  const nothing = { env: {}, ports: [], mounts: [], capabilities: [] };
  const base = { name, image, network, limits, labels: label, ...nothing };
  return { ...base, command: ["sleep", "3600"], user: undefined, readOnlyRoot: true, restart: "no", stopSeconds: 1 };
}

async function open(url: string): Promise<Host> {
  return (await openHosts([{ name: "pod", url }], environment)).find("pod");
}

describe.skipIf(noPodman)(`podman${noPodman ? ` (skipped: ${noPodman})` : ""}`, () => {
  let podman: Podman;
  let host: Host;
  beforeAll(async () => {
    podman = await openPodman();
    host = await open(`podman://${podman.socket}`);
    await host.images.load(archive(), image, within());
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await podman[Symbol.asyncDispose]();
  });

  test("says what it is, and has the image that was loaded", async () => {
    expect(await host.describe(within())).toMatchObject({ engineVersion: expect.stringMatching(/^\d+\.\d+/) });
    expect(await host.images.inspect(image, within())).toMatchObject({ reference: image, user: "1000:1000" });
    expect(await host.images.inspect("longshore-test/nothing:1", within())).toBeUndefined();
  });

  test("shows a container as Docker would, with its quirks taken out", async () => {
    const words = ["--cap-drop", "ALL", "--cap-add", "CHOWN", "--network", "lsp-net", "--volume", "lsp-vol:/data"];
    const scratch = ["--tmpfs", "/scratch:rw,noexec,nosuid,nodev,size=4m,mode=1777"];
    await podman.command("network", "create", "lsp-net");
    await podman.command("create", "--name", "lsp-one", ...words, ...scratch, image);
    const raw: unknown = JSON.parse(await podman.command("inspect", "lsp-one"))[0];
    expect(asDocker("/containers/lsp-one/json", raw)).toMatchObject({
      Config: { Image: image },
      HostConfig: {
        NetworkMode: "lsp-net",
        CapDrop: ["ALL"],
        CapAdd: ["CHOWN"],
        Binds: [],
        Tmpfs: { "/scratch": "rw,noexec,nosuid,nodev,size=4m,mode=1777" },
      },
    });
    await podman.command("create", "--name", "lsp-two", image);
    const plain: unknown = JSON.parse(await podman.command("inspect", "lsp-two"))[0];
    // What was not dropped must not look as if it was.
    expect(asDocker("/containers/lsp-two/json", plain)).toMatchObject({
      HostConfig: { CapAdd: expect.arrayContaining(["CHOWN", "SETUID", "NET_BIND_SERVICE"]) },
    });
    await podman.command("rm", "--force", "lsp-one", "lsp-two");
    await podman.command("network", "rm", "lsp-net");
  });

  test("is known for what it is by whatever way it is reached", async () => {
    await using plain = await open(`unix://${podman.socket}`);
    await plain.networks.ensure(network, within());
    const id = await plain.containers.create(spec("lsp-plain"), within());
    await plain.containers.settle(id, "unless-stopped", within());
    await plain.containers.remove(id, within());
    await podman.command("network", "rm", network);
  });

  test("gives each container a network that goes with it, and shows nobody that it is not the shared one", async () => {
    await host.networks.ensure(network, within());
    const one = await host.containers.create(spec("lsp-one"), within());
    const two = await host.containers.create(spec("lsp-two"), within());
    expect(await ownNetworks()).toHaveLength(2);
    const rows = await host.operations.list({ all: true, filters: { label: ["longshore.test=podman"] } }, within());
    expect(rows.map(({ networks }) => networks)).toEqual([[network], [network]]);
    expect((await host.operations.networks(within())).map(({ name }) => name)).not.toContainEqual(
      expect.stringContaining(".own-"),
    );
    await host.containers.remove(one, within());
    expect(await ownNetworks()).toHaveLength(1);
    await host.containers.remove(two, within());
    expect(await ownNetworks()).toEqual([]);
    await podman.command("network", "rm", network);
  });

  test("leaves no network of a container that could not be made", async () => {
    await host.networks.ensure(network, within());
    const missing = { ...spec("lsp-none"), image: "longshore-test/missing:1" };
    await expect(host.containers.create(missing, within())).rejects.toMatchObject({ code: "no-such-image" });
    expect(await ownNetworks()).toEqual([]);
    await podman.command("network", "rm", network);
  });

  test("is rid of networks that were left behind once nobody can be about to use them", async () => {
    const own = (digit: number) => `${network}.own-00000000000${digit}`;
    const [left, young, used, other] = [own(1), own(2), own(3), "lsp-other"];
    for (const name of [left, young, used]) {
      await podman.command("network", "create", "--label", "longshore.network=own", name);
    }
    await podman.command("network", "create", "--label", "longshore.network=other", other);
    await podman.command("create", "--name", "lsp-used", "--network", used, image);
    for (const name of [left, used, other]) await age(name);
    // As each making of a container does, and `/docker prune`.
    await host.networks.ensure(network, within());
    expect(await ownNetworks()).toEqual([young, used]);
    await podman.command("rm", "--force", "lsp-used");
    await podman.command("network", "rm", young, used, other, network);
  });

  test("that does not run is a problem", async () => {
    await using gone = await open("podman:///run/no-such.sock");
    await expect(gone.describe(within())).rejects.toMatchObject({ code: "host-unreachable" });
  });

  /** As Podman itself tells. */
  async function ownNetworks(): Promise<string[]> {
    const names = await podman.command(
      "network",
      "ls",
      "--format",
      "{{.Name}}",
      "--filter",
      "label=longshore.network=own",
    );
    return names
      .split("\n")
      .filter((name) => name !== "")
      .sort();
  }

  /** Makes a network as old as one that was left yesterday. */
  async function age(name: string): Promise<void> {
    const file = join(podman.networks, `${name}.json`);
    const known: object = JSON.parse(await readFile(file, "utf8"));
    const created = new Date(Date.now() - 86_400_000).toISOString();
    // Podman looks into the folder again when a file of it is another one.
    await writeFile(`${file}.new`, JSON.stringify({ ...known, created }));
    await rename(`${file}.new`, file);
  }
});

async function* archive(): AsyncGenerator<Uint8Array> {
  yield await tinyImage({ programs: ["sh", "sleep"], architecture: "amd64", reference: image });
}
