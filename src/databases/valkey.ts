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

const valkey: Database = {
  title: "Valkey",
  aliases: [],
  repository: "valkey/valkey",
  defaultVersion: "8.1",
  versions: ["9.0", "8.1", "8.0", "7.2"],
  port: 6379,
  user: "999:999",
  memory: { defaultBytes: 256 * MIB, leastBytes: LEAST_BYTES },
  firstStartMs: 30_000,
  stopSeconds: 30,
  versionOf: (image) => versionIn(image, "valkey", ["VALKEY_VERSION", "VALKEY_DOWNLOAD_URL"]),
  plan,
  probe,
  vitals,
  rotation,
  ahead: aheadOf(plan),
  uri,
  formats: formatsFor({
    cli: "valkey-cli",
    // It kept the variable of redis-cli: seen with 8.1.
    cliPassword: "REDISCLI_AUTH",
    urls: ["VALKEY_URL", "REDIS_URL"],
    prefix: "VALKEY",
    python: (url) => `import valkey\n\nclient = valkey.Valkey.from_url(${url})`,
    go: (url) =>
      `import "github.com/valkey-io/valkey-go"\n\nclient, err := valkey.NewClient(valkey.MustParseURL(${url}))`,
    node: (url) => `import Valkey from "iovalkey";\n\nconst client = new Valkey(${url});`,
  }),
  explainCrash: (crash) => explain(crash, crashes, LEAST_BYTES),
};
export default valkey;

function plan(request: DatabaseRequest): DatabasePlan {
  return planFor(
    {
      title: "Valkey",
      program: "valkey-server",
      configFile: "valkey.conf",
      newest: "valkey:8.1",
      // Those of 7.2 to 9 have been read.
      needsEntrypointFrom: 10,
    },
    request,
  );
}
