import type { Database, Target } from "#core/database.ts";
import { composeService } from "../shared/compose.ts";
import { envLines, hostAndPort, shellWord, stringLiteral, uriPart } from "../shared/quoting.ts";

/** Users live in `admin`; without `directConnection` a driver may go after names that only the container knows. */
const PARAMETERS = "authSource=admin&directConnection=true";

export function uri(target: Target): string {
  const { user, password, database } = target.login;
  return `mongodb://${uriPart(user)}:${uriPart(password.reveal())}@${hostAndPort(target)}/${uriPart(database)}?${PARAMETERS}`;
}

/** There is no JDBC for a plain MongoDB. */
export const formats: Database["formats"] = {
  uri,
  // mongosh reads no password from the environment.
  cli: (target) => `mongosh ${shellWord(uri(target))}`,
  env: (target) => envLines(environment(target)),
  dotnet: uri,
  python: (target) => `from pymongo import MongoClient\n\nclient = MongoClient(${stringLiteral(uri(target))})`,
  go: (target) =>
    `import (\n\t"go.mongodb.org/mongo-driver/v2/mongo"\n\t"go.mongodb.org/mongo-driver/v2/mongo/options"\n)\n\nclient, err := mongo.Connect(options.Client().ApplyURI(${stringLiteral(uri(target))}))`,
  node: (target) =>
    `import { MongoClient } from "mongodb";\n\nconst client = new MongoClient(${stringLiteral(uri(target))});\nawait client.connect();`,
  compose: (target) => composeService(target, environment(target)),
};

function environment(target: Target): Record<string, string | number> {
  return { DATABASE_URL: uri(target), MONGODB_URI: uri(target) };
}
