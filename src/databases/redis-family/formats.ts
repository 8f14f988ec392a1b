import type { Database, Target } from "#core/database.ts";
import { composeService } from "../shared/compose.ts";
import { adoValue, envLines, hostAndPort, shellWord, stringLiteral, uriPart } from "../shared/quoting.ts";

/** These databases have numbers for names; 0 is where every client begins. `valkey://` is not known to most clients. */
export function uri(target: Target): string {
  const { user, password } = target.login;
  return `redis://${uriPart(user)}:${uriPart(password.reveal())}@${hostAndPort(target)}/0`;
}

/** What differs between the ecosystems of the two. There is no JDBC for either. */
export interface Names {
  /** The client's program, and the variable it reads the password from. */
  readonly cli: string;
  readonly cliPassword: string;
  /** Environment variables that hold the URL. */
  readonly urls: readonly string[];
  /** What the other variables begin with. */
  readonly prefix: string;
  readonly python: (url: string) => string;
  readonly go: (url: string) => string;
  readonly node: (url: string) => string;
}

export function formatsFor(names: Names): Database["formats"] {
  return {
    uri,
    cli: ({ address, port, login }) =>
      [
        `${names.cliPassword}=${shellWord(login.password.reveal())}`,
        `${names.cli} -h ${shellWord(address)} -p ${port} --user ${shellWord(login.user)}`,
      ].join(" "),
    env: (target) => envLines(environment(target, names)),
    // StackExchange.Redis, which speaks with both.
    dotnet: (target) =>
      [
        hostAndPort(target),
        `user=${adoValue(target.login.user)}`,
        `password=${adoValue(target.login.password.reveal())}`,
        "ssl=False",
        "defaultDatabase=0",
      ].join(","),
    python: (target) => names.python(stringLiteral(uri(target))),
    go: (target) => names.go(stringLiteral(uri(target))),
    node: (target) => names.node(stringLiteral(uri(target))),
    compose: (target) => composeService(target, environment(target, names)),
  };
}

function environment(target: Target, { urls, prefix }: Names): Record<string, string | number> {
  const url = uri(target);
  return {
    ...Object.fromEntries(urls.map((name) => [name, url])),
    [`${prefix}_HOST`]: target.address,
    [`${prefix}_PORT`]: target.port,
    [`${prefix}_USERNAME`]: target.login.user,
    [`${prefix}_PASSWORD`]: target.login.password.reveal(),
  };
}
