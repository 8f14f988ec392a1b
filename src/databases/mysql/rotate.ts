import type { Rotation } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { asCaller } from "../mysql-family/client.ts";
import { rotationParts } from "../mysql-family/rotate.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";

export const rotation: Rotation = {
  ...rotationParts,
  // Read at the first start only, where the server has to be told the password itself. Empty, and it is nowhere any more.
  files: () => [{ name: "password", content: new Secret("") }],
  async change(target, password, signal) {
    // Unlike ALTER USER it keeps the account's plugin, which --auth may have chosen; the server leaves it out of its logs.
    await asCaller(target, signal, ATTEMPT_MS, (connection) =>
      connection.query("SET PASSWORD = ?", [password.reveal()]),
    );
  },
};
