import { MariaDbContainer } from "@testcontainers/mariadb";
import { MySqlContainer } from "@testcontainers/mysql";
import { PostgreSqlContainer } from "@testcontainers/postgresql";
import { RedisContainer } from "@testcontainers/redis";
import { ValkeyContainer } from "@testcontainers/valkey";
import type { Database } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { password, untilAnswered } from "./floor.ts";

// Its reaper is an image of its own, which a machine without a registry has not, and which costs time.
process.env["TESTCONTAINERS_RYUK_DISABLED"] = "true";

const containers = {
  postgres: (image: string) =>
    new PostgreSqlContainer(image).withDatabase("bench").withUsername("app").withPassword(password),
  mysql: (image: string) =>
    new MySqlContainer(image)
      .withDatabase("bench")
      .withUsername("app")
      .withUserPassword(password)
      .withRootPassword(password)
      .withEnvironment({ MYSQL_INITDB_SKIP_TZINFO: "1" }),
  mariadb: (image: string) =>
    new MariaDbContainer(image)
      .withDatabase("bench")
      .withUsername("app")
      .withUserPassword(password)
      .withRootPassword(password)
      .withEnvironment({ MARIADB_INITDB_SKIP_TZINFO: "1" }),
  redis: (image: string) => new RedisContainer(image).withPassword(password),
  valkey: (image: string) => new ValkeyContainer(image).withPassword(password),
};

/**
 * Milliseconds from `start()` of testcontainers' own module to the first answer of the driver, with our limits and skips.
 *
 * @param network One that is there, in place of the default bridge.
 */
export async function testcontainersOnce(
  kind: string,
  database: Database,
  image: string,
  { network = "bridge" }: { readonly network?: string },
): Promise<number> {
  const make = containers[kind as keyof typeof containers];
  const quota = { memory: database.memory.defaultBytes / 2 ** 30, cpu: 1 };
  const begun = performance.now();
  await using started = await make(image).withResourcesQuota(quota).withNetworkMode(network).start();
  const user = kind === "redis" || kind === "valkey" ? "default" : "app";
  await untilAnswered(database, {
    address: "127.0.0.1",
    port: started.getMappedPort(database.port),
    name: started.getName(),
    version: "",
    login: { user, password: new Secret(password), database: "bench" },
  });
  return performance.now() - begun;
}
