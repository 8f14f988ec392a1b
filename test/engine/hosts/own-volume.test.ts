import { randomBytes } from "node:crypto";
import { lstat, mkdtemp, readFile, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { putIntoVolume } from "#hosts/docker/own-volume.ts";
import { docker } from "#test/support/docker.ts";

const file = { name: "password", content: new Secret("new"), mode: 0o400, uid: 999, gid: 998 };

async function volume() {
  const name = `own-volume-${randomBytes(4).toString("hex")}`;
  await docker("volume", "create", name);
  const path = (await docker("volume", "inspect", "--format", "{{.Mountpoint}}", name)).trim();
  const mount = { Type: "volume", Name: name, Source: path, Destination: "/run/secrets", RW: true };
  return { path, mount, [Symbol.asyncDispose]: () => removed(name) };
}

async function removed(name: string): Promise<void> {
  await docker("volume", "rm", name);
}

const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)("a link that somebody in the container left in the way leads nowhere", async () => {
  const folder = await mkdtemp(join(tmpdir(), "own-volume-"));
  try {
    const victim = join(folder, "victim");
    await writeFile(victim, "untouched");
    await using made = await volume();
    await symlink(victim, join(made.path, "password"));
    expect(await putIntoVolume([made.mount], "/run/secrets", [file])).toBe(true);

    expect(await readFile(victim, "utf8")).toBe("untouched");
    const put = await lstat(join(made.path, "password"));
    expect({ isFile: put.isFile(), mode: put.mode & 0o7777, uid: put.uid, gid: put.gid }).toEqual({
      isFile: true,
      mode: 0o400,
      uid: 999,
      gid: 998,
    });
    await unlink(join(made.path, "password"));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("what is not such a volume is left to the engine", async () => {
  const mount = { Type: "volume", Name: "x", Destination: "/run/secrets", RW: true };
  const paths = [
    "/var/lib/docker/volumes/not-of-this-machine/_data",
    "/var/lib/docker/165536.165536/volumes/x/_data",
    "/home/ann/.local/share/docker/volumes/x/_data",
    "/var/lib/docker/volumes/../../../tmp/_data",
    "",
  ];
  for (const Source of paths) {
    expect([Source, await putIntoVolume([{ ...mount, Source }], "/run/secrets", [file])]).toEqual([Source, false]);
  }
  const bound = { Type: "bind", Name: "", Source: tmpdir(), Destination: "/run/secrets", RW: true };
  expect(await putIntoVolume([bound], "/run/secrets", [file])).toBe(false);
  expect(await putIntoVolume([], "/run/secrets", [file])).toBe(false);
});
