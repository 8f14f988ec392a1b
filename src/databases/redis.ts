import type { Database, DatabasePlan, DatabaseRequest } from "#core/database.ts";
import { aheadOf } from "./redis-family/ahead.ts";
import { probe, vitals } from "./redis-family/client.ts";
import { crashes } from "./redis-family/crashes.ts";
import { formatsFor, uri } from "./redis-family/formats.ts";
import { planFor } from "./redis-family/plan.ts";
import { rotation } from "./redis-family/rotate.ts";
import { explain } from "./shared/crashes.ts";
import { versionIn } from "./shared/images.ts";

const MIB = 1024 ** 2;
const LEAST_BYTES = 16 * MIB;

const redis: Database = {
  title: "Redis",
  aliases: [],
  repository: "redis",
  defaultVersion: "8",
  versions: ["8", "7.4", "7.2", "6.2"],
  port: 6379,
  user: "999:999",
  memory: { defaultBytes: 256 * MIB, leastBytes: LEAST_BYTES },
  firstStartMs: 30_000,
  stopSeconds: 30,
  // The images of 8 say it only in the URL the source came from.
  versionOf: (image) => versionIn(image, "redis", ["REDIS_VERSION", "REDIS_DOWNLOAD_URL"]),
  plan,
  probe,
  vitals,
  rotation,
  ahead: aheadOf(plan),
  uri,
  formats: formatsFor({
    cli: "redis-cli",
    cliPassword: "REDISCLI_AUTH",
    urls: ["REDIS_URL"],
    prefix: "REDIS",
    python: (url) => `import redis\n\nclient = redis.Redis.from_url(${url})`,
    go: (url) =>
      `import "github.com/redis/go-redis/v9"\n\noptions, err := redis.ParseURL(${url})\nclient := redis.NewClient(options)`,
    node: (url) =>
      `import { createClient } from "redis";\n\nconst client = createClient({ url: ${url} });\nawait client.connect();`,
  }),
  explainCrash: (crash) => explain(crash, crashes, LEAST_BYTES),
};
export default redis;

function plan(request: DatabaseRequest): DatabasePlan {
  return planFor(
    {
      title: "Redis",
      program: "redis-server",
      configFile: "redis.conf",
      newest: "redis:8",
      // It loads the modules that are in the image.
      needsEntrypointFrom: 8,
    },
    request,
  );
}
