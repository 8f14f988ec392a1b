import type { Rotation } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { asCaller } from "./client.ts";
import { USERS_FILE, usersFile } from "./config.ts";

/** The users' file is what counts, at a start and at ACL LOAD alike; the caller may ask for the one and change nothing in it. */
export const rotation: Rotation = {
  files: (login, version) => [{ name: USERS_FILE, content: new Secret(usersFile(login, version)) }],
  async change(target, _password, signal) {
    await asCaller(target, signal, ATTEMPT_MS, (client) => client.sendCommand(["ACL", "LOAD"]));
  },
  // Before 7.2 loading ends them all by itself; since then it leaves those whose user is still there.
  async endSessions(target, signal) {
    await asCaller(target, signal, ATTEMPT_MS, (client) =>
      client.sendCommand(["CLIENT", "KILL", "USER", target.login.user, "SKIPME", "yes"]),
    );
  },
  isRefusal: (error) => error instanceof Error && error.message.startsWith("WRONGPASS"),
};
