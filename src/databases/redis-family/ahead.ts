import { createHash } from "node:crypto";
import type { Ahead, Database, Login } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { CLAIM_MS, onlyOnce } from "../shared/ahead.ts";
import { asCaller } from "./client.ts";
import { maxMemory, USERS_FILE, usersFile } from "./config.ts";

export function aheadOf(plan: Database["plan"]): Ahead {
  return {
    plan(request) {
      const made = plan(request);
      const users = { name: USERS_FILE, content: new Secret(everything(request.login)) };
      return { ...made, files: [...made.files.filter(({ name }) => name !== USERS_FILE), users] };
    },

    // What the users' file says, without reading it: Valkey 8.1 crashes when a session's own user is not in the file that it
    // loads. The server ends this session when it has answered.
    claim(request) {
      const [, ...rules] = ruleOf(request.login, request.version);
      return (spare, signal) =>
        asCaller(spare, signal, CLAIM_MS, (client) =>
          onlyOnce(() =>
            Promise.all([
              client.sendCommand(["CONFIG", "SET", "maxmemory", String(maxMemory(request.memoryBytes))]),
              client.sendCommand(["ACL", "SETUSER", ...rules]),
              client.sendCommand(["ACL", "DELUSER", spare.login.user]),
            ]),
          ),
        );
    },
  };
}

/** `user NAME on …`, word by word, as it stands in the caller's file. */
function ruleOf(login: Login, version: string): readonly string[] {
  const lines = usersFile(login, version).split("\n");
  return lines.find((line) => line.startsWith(`user ${login.user} on `))?.split(" ") ?? [];
}

function everything({ user, password }: Login): string {
  const hash = createHash("sha256").update(password.reveal()).digest("hex");
  return `user default off\nuser ${user} on #${hash} ~* &* +@all\n`;
}
