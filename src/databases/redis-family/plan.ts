import type { DatabasePlan, DatabaseRequest } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { checkNames } from "../shared/names.ts";
import { isAtLeast } from "../shared/versions.ts";
import { serverConfig } from "./config.ts";
import { serverArguments } from "./flags.ts";
import { rotation } from "./rotate.ts";

export interface Server {
  readonly title: string;
  /** The program: "redis-server". */
  readonly program: string;
  readonly configFile: string;
  /** Of `/db up`, for hints: "redis:8". */
  readonly newest: string;
  /**
   * The first version whose image's entrypoint does more, for a server with a user and a config file of its own, than set the
   * umask: from there on it is run. Nobody but the server and the host's root gets at the files that the umask is for.
   */
  readonly needsEntrypointFrom: number;
}

const SECRETS = "/run/secrets";

export function planFor(server: Server, request: DatabaseRequest): DatabasePlan {
  const { title } = server;
  if (!isAtLeast(request.version, 6)) {
    throw new Problem("bad-input", `${title} ${request.version} has no users; 6.0 was the first with them.`, {
      hint: `Use a newer one: /db up ${server.newest}`,
    });
  }
  checkNames(request.login, {
    title,
    users: { reserved: [], longest: 64 },
    databases: { reserved: [], longest: 64 },
  });
  refuse("--charset", request.charset, `${title} stores bytes as they come and has no charsets.`);
  refuse("--collation", request.collation, `${title} stores bytes as they come and has no collations.`);
  refuse("--auth", request.auth, `${title} has one way to log in: a user and a password.`);
  return {
    direct: !isAtLeast(request.version, server.needsEntrypointFrom),
    command: [server.program, `${SECRETS}/${server.configFile}`, ...serverArguments(request.args, title)],
    env: {},
    files: [
      { name: server.configFile, content: new Secret(serverConfig(request, SECRETS)) },
      ...rotation.files(request.login, request.version),
    ],
    secretPaths: [SECRETS],
    dataPath: "/data",
    tmpfs: [{ path: "/tmp", megabytes: 16 }],
  };
}

function refuse(option: string, value: string | undefined, message: string): void {
  if (value !== undefined) throw new Problem("bad-input", message, { hint: `Leave ${option} out.` });
}
