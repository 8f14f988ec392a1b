import { describe, expect, test } from "vitest";
import { parseInfo } from "#databases/redis-family/client.ts";
import redis from "#databases/redis.ts";
import valkey from "#databases/valkey.ts";
import { imageWith, login, problemOf, requestFor } from "./requests.ts";

describe("the plan", () => {
  test("is a server with a configuration of its own", () => {
    const { files, ...rest } = redis.plan(requestFor("7.4.1"));
    expect(rest).toEqual({
      direct: true,
      command: ["redis-server", "/run/secrets/redis.conf"],
      env: {},
      secretPaths: ["/run/secrets"],
      dataPath: "/data",
      tmpfs: [{ path: "/tmp", megabytes: 16 }],
    });
    expect(files.map(({ name }) => name)).toEqual(["redis.conf", "users.acl"]);
  });

  test("lets one user in, by the hash of the password", () => {
    expect(usersOf("7.4.1")).toMatchInlineSnapshot(`
      "user default off
      user app on #c2398c76d0c96dff9ede978bea5ab63d6d41d97f72c0b9aaa708be989f7ab2e9 ~* &* +@all -acl -config -debug -migrate -module -psync -replicaof -shutdown -slaveof -sync -failover +acl|whoami +acl|load +config|get
      "
    `);
  });

  test("keeps the data, and the users in a file that can be read again", () => {
    expect(configOf("7.4.1")).toMatchInlineSnapshot(`
      "bind * -::*
      port 6379
      protected-mode no
      aclfile /run/secrets/users.acl
      dir /data
      appendonly yes
      maxmemory 402653184
      "
    `);
  });

  test("is the same for Valkey under its own name", () => {
    const plan = valkey.plan(requestFor("8.1.1"));
    expect(plan.command).toEqual(["valkey-server", "/run/secrets/valkey.conf"]);
    expect(plan.files[0]?.content.reveal()).toBe(configOf("7.4.1"));
  });

  test.each([
    ["Redis 8, whose image loads its modules in it", redis, "8.0.1"],
    ["a Valkey that nobody has read it of", valkey, "10.0.0"],
  ])("does without the entrypoint, but for %s", (_, database, version) => {
    expect(database.plan(requestFor("7.2.4")).direct).toBe(true);
    expect(database.plan(requestFor(version)).direct).toBe(false);
  });

  test("leaves out of the rules what 6.0 does not know", () => {
    expect(usersOf("6.0.20")).not.toMatch(/&\*|failover/);
  });

  test("does not switch the caller off who is called default", () => {
    const plan = redis.plan(requestFor("7.4.1", { login: { ...login, user: "default" } }));
    const lines = plan.files[1]?.content
      .reveal()
      .split("\n")
      .filter((line) => line.startsWith("user "));
    expect(lines).toEqual([expect.stringContaining("user default on #")]);
  });
});

describe("server flags", () => {
  test.each([
    [
      ["--maxmemory-policy", "allkeys-lru"],
      ["--maxmemory-policy", "allkeys-lru"],
    ],
    [["--maxmemory-policy=allkeys-lru"], ["--maxmemory-policy", "allkeys-lru"]],
    [["--save 60 1 300 10"], ["--save", "60", "1", "300", "10"]],
    [["--save="], ["--save"]],
    [
      ["--appendonly", "no"],
      ["--appendonly", "no"],
    ],
  ])("%j are passed on as %j", (args, passed) => {
    expect(redis.plan(requestFor("7.4.1", { args })).command.slice(2)).toEqual(passed);
  });

  test.each([
    [["--max-memory", "1gb"], "Redis has no --max-memory. | Did you mean --maxmemory?"],
    [
      ["maxmemory", "1gb"],
      `"maxmemory" is not a flag of Redis's server. | Flags look like --maxmemory-policy allkeys-lru`,
    ],
    [["-"], `"-" is not a flag of Redis's server. | Flags look like --maxmemory-policy allkeys-lru`],
    [
      ["--maxmemory 1gb\nuser eve on nopass +@all"],
      "A server flag holds a line break or another control character. | Give each flag its own --arg.",
    ],
    [
      ["--requirepass", "x"],
      "--requirepass would change who can log in and what they may do. | Leave it out: the login is in /db url",
    ],
    [
      ["--save", "60", "1", "--Port", "1"],
      "--Port would change the port inside the container, where the published port leads to 6379. | To choose the port that clients dial: --port 16379",
    ],
    [["--dir", "/"], "--dir would move files away from where they are kept. | Leave it out."],
    [
      ["--loadmodule", "/x.so"],
      "--loadmodule would let code run in the container. | Use an image that has the module: --image redis/redis-stack-server",
    ],
  ])("%j are refused", (args, problem) => {
    expect(problemOf(() => redis.plan(requestFor("7.4.1", { args })))).toBe(problem);
  });
});

test.each([
  [{ charset: "utf8" }, "Redis stores bytes as they come and has no charsets. | Leave --charset out."],
  [{ collation: "C" }, "Redis stores bytes as they come and has no collations. | Leave --collation out."],
  [{ auth: "acl" }, "Redis has one way to log in: a user and a password. | Leave --auth out."],
  [{ version: "5.0.14" }, "Redis 5.0.14 has no users; 6.0 was the first with them. | Use a newer one: /db up redis:8"],
])("%o is refused", (asked, problem) => {
  expect(problemOf(() => redis.plan(requestFor("7.4.1", asked)))).toBe(problem);
});

test("the version is read from the images' variables", () => {
  expect(redis.versionOf(imageWith({ REDIS_VERSION: "7.4.1" }))).toBe("7.4.1");
  const url = "https://github.com/redis/redis/archive/refs/tags/8.0.2.tar.gz";
  expect(redis.versionOf(imageWith({ REDIS_DOWNLOAD_URL: url }))).toBe("8.0.2");
  expect(valkey.versionOf(imageWith({ VALKEY_VERSION: "8.1.1" }))).toBe("8.1.1");
  expect(redis.versionOf(imageWith({ VALKEY_VERSION: "8.1.1" }))).toBe(undefined);
});

test("INFO is read line by line", () => {
  const info = parseInfo(
    "# Server\r\nredis_version:7.0.15\r\n\r\n# Clients\r\nmaxclients:10000\r\nconfig_file:/a:b\r\n",
  );
  expect(Object.fromEntries(info)).toEqual({ redis_version: "7.0.15", maxclients: "10000", config_file: "/a:b" });
});

function configOf(version: string): string | undefined {
  return redis.plan(requestFor(version)).files[0]?.content.reveal();
}

function usersOf(version: string): string | undefined {
  return redis.plan(requestFor(version)).files[1]?.content.reveal();
}
