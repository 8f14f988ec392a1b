import { homedir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Host } from "#core/host.ts";
import { openHosts } from "#hosts/hosts.ts";
import { connect } from "#hosts/kinds.ts";
import { asDocker } from "#hosts/podman/answers.ts";
import { noPodman, openPodman, type Podman } from "#test/support/podman.ts";
import { tinyImage } from "./tiny-image.ts";

const environment = { platform: process.platform, home: homedir(), variables: process.env };
const within = (ms = 30_000) => AbortSignal.timeout(ms);
const image = "longshore-test/podman:1";

describe.skipIf(noPodman)(`podman${noPodman ? ` (skipped: ${noPodman})` : ""}`, () => {
  let podman: Podman;
  let host: Host;
  beforeAll(async () => {
    podman = await openPodman();
    host = (await openHosts([{ name: "pod", url: `podman://${podman.socket}` }], environment)).find("pod");
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

  test("says what its quirks are", async () => {
    const { quirks } = await connect(`podman://${podman.socket}`, environment);
    expect(quirks).toMatchObject({ isolatesContainers: false, changesRestartPolicy: false });
    await podman.command("create", "--name", "lsp-three", image);
    await expect(podman.command("update", "--restart", "no", "lsp-three")).rejects.toThrow("Not Found");
    await podman.command("rm", "lsp-three");
  });

  test("that does not run is a problem", async () => {
    const gone = (await openHosts([{ name: "pod", url: "podman:///run/no-such.sock" }], environment)).find("pod");
    await expect(gone.describe(within())).rejects.toMatchObject({ code: "host-unreachable" });
  });
});

async function* archive(): AsyncGenerator<Uint8Array> {
  yield await tinyImage({ programs: ["sh", "sleep"], architecture: "amd64", reference: image });
}
