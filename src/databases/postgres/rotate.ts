import type { Rotation } from "#core/database.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { asCaller } from "./client.ts";
import { scramVerifier } from "./scram.ts";

/** A user may change their own password; given as a verifier, neither the server nor its log ever holds it. */
export const rotation: Rotation = {
  // What is in the volume is a verifier, for the first start only.
  files: () => [],
  async change(target, password, signal) {
    const verifier = scramVerifier(password.reveal());
    await asCaller(target, signal, ATTEMPT_MS, (client) =>
      client.query(`ALTER ROLE CURRENT_USER PASSWORD '${verifier}'`),
    );
  },
  async endSessions(target, signal) {
    await asCaller(target, signal, ATTEMPT_MS, (client) => client.query(END_OTHERS));
  },
  isRefusal: (error) => error instanceof Error && "code" in error && error.code === INVALID_PASSWORD,
};

const END_OTHERS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE usename = current_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const INVALID_PASSWORD = "28P01";
