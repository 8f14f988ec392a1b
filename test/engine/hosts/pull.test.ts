import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Host, ImageDescription } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { openHosts, type OpenHosts } from "#hosts/hosts.ts";
import { docker } from "#test/support/docker.ts";
import { openRegistry, registryMissing, type Registry } from "./registry.ts";
import { pushTinyImage } from "./tiny-image.ts";

const within = (ms = 60_000) => AbortSignal.timeout(ms);

describe.skipIf(registryMissing)(`pull${registryMissing}`, () => {
  const run = `hst-${randomBytes(4).toString("hex")}`;
  const login = { user: "ann", password: "correct-horse" };
  let open: Registry;
  let closed: Registry;
  let hosts: OpenHosts;
  let host: Host;
  let folder: string;
  const made: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "docker-settings-"));
    [open, closed] = await Promise.all([openRegistry(), openRegistry(login)]);
    hosts = await openHosts([{ name: "local", url: "docker" }], {
      platform: process.platform,
      home: homedir(),
      variables: { ...process.env, DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"]}` },
    });
    host = hosts.find(undefined);
    await push(open, "app:1", { ballastBytes: 24 << 20 });
  });

  afterEach(async () => {
    await rm(join(folder, "config.json"), { force: true });
  });

  afterAll(async () => {
    await hosts[Symbol.asyncDispose]();
    if (made.length > 0) await docker("image", "rm", "--force", ...new Set(made)).catch(() => {});
    await Promise.all([open[Symbol.asyncDispose](), closed[Symbol.asyncDispose]()]);
    await rm(folder, { recursive: true });
  });

  async function push(
    registry: Registry,
    name: string,
    changes: { ballastBytes?: number; architecture?: string } = {},
  ) {
    const reference = `${registry.name}/${run}/${name}`;
    const image = { reference, programs: ["sh"], architecture: "amd64", labels: { name }, ...changes };
    await pushTinyImage(host, image, folder);
    made.push(reference);
    return reference;
  }

  async function pull(reference: string, signal = within()) {
    const steps: Step[] = [];
    const pulling = host.images.pull(reference, signal);
    for (;;) {
      const next = await pulling.next();
      if (next.done) return { steps, image: next.value };
      steps.push(next.value);
    }
  }

  async function refused(reference: string): Promise<Problem> {
    try {
      await pull(reference);
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
    throw new Error(`${reference} was pulled`);
  }

  const allow = (entry: object) => writeFile(join(folder, "config.json"), JSON.stringify(entry));
  const auth = Buffer.from(`${login.user}:${login.password}`).toString("base64");

  test("gives the image, with its digest, and says how far it is", async () => {
    const reference = `${open.name}/${run}/app:1`;
    const { steps, image } = await pull(reference);
    expect(image).toMatchObject({ reference, architecture: "amd64", labels: { name: "app:1" } });
    expect(image.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(steps[0]?.text).toContain(reference);
    const told = steps.flatMap(({ progress }) => (progress ? [progress] : []));
    expect(told.every(({ done, total = done, unit }) => unit === "bytes" && done <= total)).toBe(true);
    expect((await host.images.inspect(`${open.name}/${run}/app@${image.digest}`, within()))?.id).toBe(image.id);
  });

  test("of one image by three callers is one pull, and one of them leaving does not end it", async () => {
    const reference = await push(open, "shared:1", { ballastBytes: 24 << 20 });
    const leaving = pull(reference, AbortSignal.timeout(30)).catch((error: unknown) => error);
    const [one, other] = await Promise.all([pull(reference), pull(reference)]);
    expect(one.image.id).toBe(other.image.id);
    expect(await leaving).toBeInstanceOf(Problem);
  });

  test("that is cancelled ends", async () => {
    const reference = await push(open, "cancelled:1", { ballastBytes: 24 << 20 });
    const error: unknown = await pull(reference, AbortSignal.timeout(10)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Problem);
    expect((await pull(reference)).image.reference).toBe(reference);
  });

  test("without a tag takes the latest only", async () => {
    const latest = await push(open, "tags:latest");
    const other = await push(open, "tags:other");
    const { image } = await pull(`${open.name}/${run}/tags`);
    expect(image.labels).toEqual({ name: "tags:latest" });
    expect(await host.images.inspect(latest, within())).toBeDefined();
    expect(await host.images.inspect(other, within())).toBeUndefined();
  });

  test("of a version that does not exist says so", async () => {
    const problem = await refused(`${open.name}/${run}/app:99`);
    expect(problem.code).toBe("no-such-image");
    expect(problem.message).toContain("app:99");
  });

  test("of a malformed name does not ask anybody", async () => {
    for (const name of ["a b", "UPPER", "../x", "x:y:z", "", "-x", `x@sha256:12`]) {
      expect((await refused(name)).code).toBe("bad-input");
    }
  });

  test("from a registry that is not there says so", async () => {
    const problem = await refused(`127.0.0.1:1/${run}/app:1`);
    expect(problem.code).toBe("registry-unreachable");
    expect(problem.hint).toContain("/docker images");
    expect((await refused(`registry.invalid/${run}/app:1`)).code).toBe("registry-unreachable");
  });

  test("that breaks after it began well is a problem", async () => {
    const reference = await push(open, "broken:1", { ballastBytes: 8 << 20 });
    const blobs = join(open.folder, "docker/registry/v2/blobs/sha256");
    for (const file of await readdir(blobs, { recursive: true, withFileTypes: true })) {
      if (file.name === "data" && file.isFile()) {
        const path = join(file.parentPath, file.name);
        const { size } = await stat(path);
        if (size > 8 << 20 && size < 16 << 20) await writeFile(path, Buffer.alloc(size));
      }
    }
    const problem = await refused(reference);
    expect(problem.message).not.toBe("");
    expect(await host.images.inspect(reference, within())).toBeUndefined();
  });

  test("of an image for another machine says for which", async () => {
    const reference = await push(open, "foreign:1", { architecture: "s390x" });
    const problem = await refused(reference);
    expect(problem.code).toBe("no-such-image");
    expect(problem.message).toMatch(/s390x.*local.*amd64/);
  });

  describe("from a registry that wants a login", () => {
    let reference: string;

    beforeAll(async () => {
      await allow({ auths: { [closed.name]: { auth } } });
      reference = await push(closed, "private:1");
    });

    test("says so when there is none or a wrong one", async () => {
      await allow({});
      expect((await refused(reference)).code).toBe("registry-login");
      const wrong = Buffer.from("ann:wrong").toString("base64");
      await allow({ auths: { [closed.name]: { auth: wrong } } });
      const problem = await refused(reference);
      expect(problem.code).toBe("registry-login");
      expect(JSON.stringify([problem.message, problem.hint])).not.toContain("wrong");
    });

    test("takes the login that docker login left", async () => {
      await allow({ auths: { [closed.name]: { auth } } });
      expect((await pull(reference)).image.reference).toBe(reference);
      await docker("image", "rm", reference);
    });

    test("takes the login of a helper program", async () => {
      const helper = join(folder, "docker-credential-test");
      const told = JSON.stringify({ ServerURL: closed.name, Username: login.user, Secret: login.password });
      await writeFile(
        helper,
        `#!/bin/sh\n[ "$1" = get ] && read -r server; [ "$server" = "${closed.name}" ] && echo '${told}'\n`,
      );
      await chmod(helper, 0o755);
      for (const entry of [{ credHelpers: { [closed.name]: "test" } }, { credsStore: "test" }]) {
        await allow(entry);
        const { image }: { image: ImageDescription } = await pull(reference);
        expect(image.reference).toBe(reference);
        await docker("image", "rm", reference);
      }
    });
  });
});
