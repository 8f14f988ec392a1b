import type { Rotation } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { asCaller } from "./client.ts";

/** Like the rest of MongoDB here, from its documentation: nothing of it was run. */
export const rotation: Rotation = {
  // The first start's script holds the password; later ones do not read it.
  files: () => [{ name: "longshore.js", content: new Secret("") }],
  async change(target, password, signal) {
    await asCaller(target, signal, ATTEMPT_MS, (client) =>
      client.db("admin").command({ updateUser: target.login.user, pwd: password.reveal() }),
    );
  },
  // There is no `endSessions`: a connection stays logged in, and ending other people's takes a right over the whole server.
  isRefusal: (error) => error instanceof Error && "code" in error && error.code === AUTHENTICATION_FAILED,
};

/** https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const AUTHENTICATION_FAILED = 18;
