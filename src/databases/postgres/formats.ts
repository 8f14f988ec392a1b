import type { Database, Target } from "#core/database.ts";
import { composeService } from "../shared/compose.ts";
import { adoString, envLines, hostAndPort, query, shellWord, stringLiteral, uriPart } from "../shared/quoting.ts";

/** TLS is off, and clients that try it first (libpq's `prefer`) would only lose a round trip: all say so. */
export function uri(target: Target): string {
  const { login } = target;
  const user = `${uriPart(login.user)}:${uriPart(login.password.reveal())}`;
  return `postgresql://${user}@${hostAndPort(target)}/${uriPart(login.database)}?sslmode=disable`;
}

export const formats: Database["formats"] = {
  uri,
  // The password stands in the environment: arguments are there for everybody who can list processes.
  cli: (target) => {
    const { login } = target;
    const where = `postgresql://${uriPart(login.user)}@${hostAndPort(target)}/${uriPart(login.database)}?sslmode=disable`;
    return `PGPASSWORD=${shellWord(login.password.reveal())} psql ${shellWord(where)}`;
  },
  jdbc: (target) => {
    const { login } = target;
    const parameters = query({ user: login.user, password: login.password.reveal(), sslmode: "disable" });
    return `jdbc:postgresql://${hostAndPort(target)}/${uriPart(login.database)}?${parameters}`;
  },
  env: (target) => envLines(environment(target)),
  // Npgsql
  dotnet: ({ address, port, login }) =>
    adoString({
      Host: address,
      Port: port,
      Database: login.database,
      Username: login.user,
      Password: login.password.reveal(),
      "SSL Mode": "Disable",
    }),
  python: (target) => `import psycopg\n\nconnection = psycopg.connect(${stringLiteral(uri(target))})`,
  go: (target) =>
    `import "github.com/jackc/pgx/v5"\n\nconnection, err := pgx.Connect(context.Background(), ${stringLiteral(uri(target))})`,
  node: (target) =>
    `import { Client } from "pg";\n\nconst client = new Client({ connectionString: ${stringLiteral(uri(target))} });\nawait client.connect();`,
  compose: (target) => composeService(target, environment(target)),
};

function environment(target: Target): Record<string, string | number> {
  const { address, port, login } = target;
  return {
    DATABASE_URL: uri(target),
    PGHOST: address,
    PGPORT: port,
    PGUSER: login.user,
    PGPASSWORD: login.password.reveal(),
    PGDATABASE: login.database,
    PGSSLMODE: "disable",
  };
}
