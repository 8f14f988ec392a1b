import { createHash } from "node:crypto";
import type { Ahead, Database, Login } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { asCaller } from "./client.ts";
import { maxMemory, USERS_FILE } from "./config.ts";

export function aheadOf(plan: Database["plan"]): Ahead {
  return {
    plan(request) {
      const made = plan(request);
      const users = { name: USERS_FILE, content: new Secret(everything(request.login)) };
      return { ...made, files: [...made.files.filter(({ name }) => name !== USERS_FILE), users] };
    },

    async claim(spare, request, _files, signal) {
      await asCaller(spare, signal, ATTEMPT_MS, async (client) => {
        await client.sendCommand(["CONFIG", "SET", "maxmemory", String(maxMemory(request.memoryBytes))]);
        // The file that it reads has one user, who is not this one: the server may end the connection before it answers.
        await client.sendCommand(["ACL", "LOAD"]).catch((error: unknown) => {
          if (client.isReady) throw error;
        });
      });
    },
  };
}

function everything({ user, password }: Login): string {
  const hash = createHash("sha256").update(password.reveal()).digest("hex");
  return `user default off\nuser ${user} on #${hash} ~* &* +@all\n`;
}
