import type { Rotation } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { asCaller } from "../mysql-family/client.ts";
import { rotationParts } from "../mysql-family/rotate.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { nativeHash } from "./native-hash.ts";

export const rotation: Rotation = {
  ...rotationParts,
  files: ({ password }) => [{ name: "password-hash", content: new Secret(nativeHash(password.reveal())) }],
  async change(target, password, signal) {
    // A bare string is taken for a hash: https://mariadb.com/kb/en/set-password/
    await asCaller(target, signal, ATTEMPT_MS, (connection) =>
      connection.query("SET PASSWORD = ?", [nativeHash(password.reveal())]),
    );
  },
};
