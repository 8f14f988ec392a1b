import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Host } from "#core/host.ts";
import { docker } from "#test/support/docker.ts";

const run = promisify(execFile);

/** Where Debian's `busybox-static` puts it; a dynamic one would not run in an image of its own. */
export const BUSYBOX = "/bin/busybox";

export interface TinyImage {
  readonly reference: string;
  /** Programs of busybox that the image has by name. */
  readonly programs: readonly string[];
  readonly architecture: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Random, so that a registry has something to send. */
  readonly ballastBytes?: number;
}

/** Loads a tiny image, pushes it with Docker's own command and takes it away again. */
export async function pushTinyImage(host: Host, image: TinyImage, configFolder: string): Promise<void> {
  const archive = await tinyImage(image);
  const within = AbortSignal.timeout(60_000);
  await host.images.load(
    (async function* () {
      yield archive;
    })(),
    image.reference,
    within,
  );
  await docker("--config", configFolder, "push", "--quiet", image.reference);
  await docker("image", "rm", image.reference);
}

/** An image with a busybox in it, as the archive that `docker save` would write of it. */
export async function tinyImage(image: TinyImage): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "tiny-image-"));
  try {
    const layer = await layerOf(join(folder, "root"), image);
    const config = JSON.stringify({
      architecture: image.architecture,
      os: "linux",
      config: {
        Env: ["PATH=/bin", "GREETING=hello=world"],
        Cmd: ["sleep", "3600"],
        ExposedPorts: { "8080/tcp": {} },
        Labels: image.labels,
        User: "1000:1000",
      },
      rootfs: { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] },
      history: [{ created: "2026-01-01T00:00:00Z", created_by: "test" }],
    });
    const name = `${sha256(Buffer.from(config))}.json`;
    const archive = join(folder, "archive");
    await mkdir(archive);
    await writeFile(join(archive, name), config);
    await writeFile(join(archive, "layer.tar"), layer);
    const manifest = [{ Config: name, RepoTags: [image.reference], Layers: ["layer.tar"] }];
    await writeFile(join(archive, "manifest.json"), JSON.stringify(manifest));
    return await tar(archive, "manifest.json", name, "layer.tar");
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function layerOf(root: string, image: TinyImage): Promise<Buffer> {
  await mkdir(join(root, "bin"), { recursive: true });
  await mkdir(join(root, "tmp"));
  await copyFile(BUSYBOX, join(root, "bin/busybox"));
  await chmod(join(root, "bin/busybox"), 0o755);
  for (const program of image.programs) await symlink("busybox", join(root, "bin", program));
  if (image.ballastBytes)
    await run("dd", ["if=/dev/urandom", `of=${join(root, "ballast")}`, "bs=1M", `count=${image.ballastBytes >> 20}`]);
  return tar(root, ".");
}

async function tar(folder: string, ...names: readonly string[]): Promise<Buffer> {
  const file = join(folder, "..", `${names.length}.tar`);
  await run("tar", ["--create", "--numeric-owner", "--owner=0", "--group=0", "--file", file, "-C", folder, ...names]);
  return readFile(file);
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
