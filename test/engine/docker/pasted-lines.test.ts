import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestBot, blockOf } from "#test/support/bot.ts";
import type { TestBot } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { openImage, textOf } from "./docker-test.ts";

// Two lines out of somebody's real notes, to the letter, but for the image of the first where no registry is in reach.
const FIRST =
  "/docker run --name mysql2 -dit -e MYSQL_ROOT_PASSWORD=pw-from-my-notes -e MYSQL_DATABASE=mysql2 -e MYSQL_USER=app -e MYSQL_PASSWORD=pw-from-my-notes -p 3306:3306 mysql --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --default-authentication-plugin=mysql_native_password";
const SECOND =
  "/docker run —name 컨테이너명 -dit -net 네트워크명 -e MYSQL_ROOT_PASSWORD=… -p 3306:3306 mysql —charaterset-set-server=utf8mb4 -collation-server=utf8mb4_unicode_ci";

const images = (await docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")).split("\n");
const newest = images.find((image) => /^(?:longshore\/)?mysql:(?:8\.4|9)/.test(image));
const older = images.find((image) => /^(?:longshore\/)?mysql:(?:5\.7|8\.0)/.test(image));

let bot: TestBot;
beforeAll(async () => {
  bot = await openTestBot();
});
afterAll(async () => {
  await docker("rm", "--force", "--volumes", "mysql2").catch(() => "");
  await bot[Symbol.asyncDispose]();
});

describe("a line out of old notes", () => {
  test.skipIf(newest === undefined)(
    "fails on today's MySQL the way a colleague would, with a button that works",
    async () => {
      const reply = await bot.say(FIRST.replace(" mysql ", ` ${newest} `));
      expect(reply).toMatchObject({
        tone: "error",
        audience: "caller",
        title: "mysql2 ended with exit code 1.",
        problem: { code: "container-exited" },
      });
      expect(textOf(reply)).toContain("--default-authentication-plugin was removed in MySQL 8.4");
      expect(blockOf(reply, "log").text).toContain(
        "unknown variable 'default-authentication-plugin=mysql_native_password'",
      );
      expect(textOf({ ...reply, actions: [] })).not.toContain("pw-from-my-notes");
      expect(await docker("ps", "--all", "--quiet", "--filter", "name=^mysql2$")).toBe("");

      const [action] = reply.actions ?? [];
      expect(action?.command).not.toContain("default-authentication-plugin");
      expect(await bot.say(action?.command ?? "")).toMatchObject({ tone: "ok", title: "mysql2 is running" });
      await expect.poll(() => login(), { timeout: 90_000, interval: 1_000 }).toContain("utf8mb4_unicode_ci");
      const removed = await bot.say("/docker rm mysql2 --force --volumes --yes");
      expect(removed).toMatchObject({ tone: "ok" });
    },
  );

  test("runs where its option exists, and the server gets every word of it", async () => {
    await using standIn = await openOlder();
    const reply = await bot.say(FIRST.replace(" mysql ", ` ${older ?? standIn.reference} `));
    expect(reply).toMatchObject({ tone: "ok", title: "mysql2 is running" });
    const [{ Config: config, HostConfig: host }] = JSON.parse(await docker("inspect", "mysql2"));
    expect(config.Cmd).toEqual([
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_unicode_ci",
      "--default-authentication-plugin=mysql_native_password",
    ]);
    expect(config.Env).toEqual(
      expect.arrayContaining(["MYSQL_ROOT_PASSWORD=pw-from-my-notes", "MYSQL_DATABASE=mysql2", "MYSQL_USER=app"]),
    );
    expect(host.PortBindings["3306/tcp"]).toMatchObject([{ HostPort: "3306" }]);
    await bot.say("/docker rm mysql2 --force --volumes --yes");
  });

  test("whose image no registry has is told which one of that name is there", async () => {
    await using image = await openImage();
    const { problem } = await bot.say(`/docker run -d 127.0.0.1:1/${image.prefix}`);
    expect(problem).toMatchObject({
      code: "registry-unreachable",
      hint: expect.stringContaining(`local has ${image.reference}`),
    });
  });

  test("comes back with every repair named, and nothing is run", async () => {
    const before = await docker("ps", "--all", "--quiet", "--filter", `label=${bot.label}`);
    const reply = await bot.say(SECOND);
    expect(reply.problem).toMatchObject({ code: "bad-input" });
    const said = textOf(reply).replaceAll(String.raw`\"`, '"');
    expect(said).toContain('"—name" as "--name"');
    expect(said).toContain('"-net" is read as "--network"');
    expect(said).toContain("Did you mean --character-set-server?");
    expect(said).toContain("Did you mean --collation-server?");
    expect(said).toContain('--name "컨테이너명": this is not a name Docker accepts');
    expect(said).toContain('letters a–z and A–Z, digits, "_", "." and "-"');
    expect(await docker("ps", "--all", "--quiet", "--filter", `label=${bot.label}`)).toBe(before);
  });
});

/** An image that is called MySQL 8.0 and stays up whatever it is given, for where no registry has the real one. */
async function openOlder(): Promise<{ readonly reference: string } & AsyncDisposable> {
  const image = await openImage();
  const reference = `${image.prefix}/mysql:8.0`;
  const entrypoint = JSON.stringify(["sh", "-c", "sleep 600", "mysqld"]);
  const made = await docker("create", "--name", `${image.prefix}-made`, image.reference, "true");
  await docker("commit", "--change", `ENTRYPOINT ${entrypoint}`, "--change", "CMD []", made, reference);
  return {
    reference,
    async [Symbol.asyncDispose]() {
      await docker("rm", "--force", "--volumes", "mysql2").catch(() => "");
      await docker("image", "rm", "--force", reference);
      await image[Symbol.asyncDispose]();
    },
  };
}

function login(): Promise<string> {
  const sql = "SELECT @@collation_server";
  const words = [
    "--protocol=tcp",
    "--host=127.0.0.1",
    "--user=app",
    "--password=pw-from-my-notes",
    "mysql2",
    "-e",
    sql,
  ];
  return docker("exec", "mysql2", "mysql", ...words).catch(() => "");
}
