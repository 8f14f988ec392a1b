import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Reply } from "#core/reply.ts";
import { openTestBot } from "#test/support/bot.ts";
import type { TestBot } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { tinyImage } from "../hosts/tiny-image.ts";

const run = promisify(execFile);
const PROGRAMS = ["sh", "sleep", "echo", "cat", "touch", "seq", "ls", "printenv", "timeout", "kill", "mkdir"];

export interface DockerTest extends AsyncDisposable {
  readonly bot: TestBot;
  /** A busybox of a name that nobody else has. */
  readonly image: string;
  /** What all names of this test begin with. */
  readonly prefix: string;
}

/** A bot and an image of its own on the real engine; removes every container, network and volume with the prefix. */
export async function openDockerTest(settings: Readonly<Record<string, string>> = {}): Promise<DockerTest> {
  const [bot, image] = await Promise.all([openTestBot(settings), openImage()]);
  return {
    bot,
    image: image.reference,
    prefix: image.prefix,
    async [Symbol.asyncDispose]() {
      await image[Symbol.asyncDispose]();
      await bot[Symbol.asyncDispose]();
    },
  };
}

export interface TestImage extends AsyncDisposable {
  readonly reference: string;
  readonly prefix: string;
}

/** A busybox of a name that nobody else has; goes with everything whose name begins with its prefix. */
export async function openImage(): Promise<TestImage> {
  const prefix = `dkr-${randomBytes(4).toString("hex")}`;
  const reference = `longshore-test/${prefix}:1`;
  const folder = await mkdtemp(join(tmpdir(), "longshore-image-"));
  const archive = join(folder, "image.tar");
  const architecture = (await docker("version", "--format", "{{.Server.Arch}}")).trim();
  // By the label it is an image of its own, not another name of one that a test beside this one has.
  const labels = { made: prefix };
  await writeFile(archive, await tinyImage({ reference, programs: PROGRAMS, architecture, labels }));
  await run("docker", ["load", "--input", archive]);
  await rm(folder, { recursive: true });
  return {
    reference,
    prefix,
    async [Symbol.asyncDispose]() {
      await removePrefixed(prefix);
      await docker("image", "rm", "--force", reference).catch(() => "");
    },
  };
}

export async function removePrefixed(prefix: string): Promise<void> {
  const names = async (...words: string[]) => (await docker(...words)).split("\n").filter((name) => name !== "");
  const filter = ["--filter", `name=${prefix}`];
  const containers = await names("ps", "--all", "--quiet", ...filter);
  if (containers.length > 0) await docker("rm", "--force", "--volumes", ...containers);
  const networks = await names("network", "ls", "--quiet", ...filter);
  if (networks.length > 0) await docker("network", "rm", ...networks);
  const volumes = await names("volume", "ls", "--quiet", ...filter);
  if (volumes.length > 0) await docker("volume", "rm", ...volumes);
}

/** Everything a reply says, for looking for words in it. */
export function textOf(reply: Reply): string {
  return JSON.stringify(reply);
}
