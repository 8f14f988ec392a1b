import type { Database, Target } from "#core/database.ts";
import { composeService } from "../shared/compose.ts";
import { adoString, envLines, hostAndPort, query, shellWord, stringLiteral, uriPart } from "../shared/quoting.ts";

/** MariaDB too: every client of it takes this scheme, few take `mariadb:`. */
export function uri(target: Target): string {
  const { user, password, database } = target.login;
  return `mysql://${uriPart(user)}:${uriPart(password.reveal())}@${hostAndPort(target)}/${uriPart(database)}`;
}

/** What differs between the ecosystems of the two. */
export interface Names {
  /** The client's program, with its flags for TLS off. */
  readonly cli: string;
  readonly jdbc: { readonly scheme: string; readonly parameters: Readonly<Record<string, string | boolean>> };
  readonly dotnet: Readonly<Record<string, string>>;
  readonly python: string;
  /** What the environment's variables begin with. */
  readonly prefix: string;
}

export function formatsFor(names: Names): Database["formats"] {
  return {
    uri,
    // The password stands in the environment: arguments are there for everybody who can list processes. Without
    // --protocol the client takes "localhost" for a Unix socket of its own machine.
    cli: ({ address, port, login }) =>
      [
        `MYSQL_PWD=${shellWord(login.password.reveal())} ${names.cli} --protocol=tcp`,
        `--host=${shellWord(address)} --port=${port} --user=${shellWord(login.user)} ${shellWord(login.database)}`,
      ].join(" "),
    jdbc: (target) => {
      const { user, password, database } = target.login;
      const parameters = query({ user, password: password.reveal(), ...names.jdbc.parameters });
      return `jdbc:${names.jdbc.scheme}://${hostAndPort(target)}/${uriPart(database)}?${parameters}`;
    },
    env: (target) => envLines(environment(target, names.prefix)),
    // MySqlConnector
    dotnet: ({ address, port, login }) =>
      adoString({
        Server: address,
        Port: port,
        Database: login.database,
        "User ID": login.user,
        Password: login.password.reveal(),
        ...names.dotnet,
      }),
    python: ({ address, port, login }) => {
      const words = {
        host: stringLiteral(address),
        port,
        user: stringLiteral(login.user),
        password: stringLiteral(login.password.reveal()),
        database: stringLiteral(login.database),
      };
      const parameters = Object.entries(words).map(([name, value]) => `${name}=${value}`);
      return `${names.python}\n\nconnection = pymysql.connect(${parameters.join(", ")})`;
    },
    go: (target) =>
      `import (\n\t"database/sql"\n\n\t_ "github.com/go-sql-driver/mysql"\n)\n\ndb, err := sql.Open("mysql", ${stringLiteral(goName(target))})`,
    node: (target) =>
      `import mysql from "mysql2/promise";\n\nconst connection = await mysql.createConnection(${stringLiteral(uri(target))});`,
    compose: (target) => composeService(target, environment(target, names.prefix)),
  };
}

/** go-sql-driver's own form: nothing in it is encoded, and it ends the password at the last "@". */
function goName(target: Target): string {
  const { user, password, database } = target.login;
  return `${user}:${password.reveal()}@tcp(${hostAndPort(target)})/${uriPart(database)}?parseTime=true`;
}

function environment(target: Target, prefix: string): Record<string, string | number> {
  const { address, port, login } = target;
  return {
    DATABASE_URL: uri(target),
    [`${prefix}_HOST`]: address,
    [`${prefix}_PORT`]: port,
    [`${prefix}_USER`]: login.user,
    [`${prefix}_PASSWORD`]: login.password.reveal(),
    [`${prefix}_DATABASE`]: login.database,
  };
}
