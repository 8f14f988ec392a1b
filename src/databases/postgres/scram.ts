import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** As PostgreSQL's own `scram_iterations`. */
const ITERATIONS = 4096;

/**
 * What PostgreSQL stores for a password: enough to check a login, not to make one.
 *
 * `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, RFC 5803; given in the place of a password it is kept
 * as it is. The password is ASCII, so SASLprep would not change it.
 */
export function scramVerifier(password: string, salt: Uint8Array = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const keyed = (word: string) => createHmac("sha256", salted).update(word).digest();
  const storedKey = createHash("sha256").update(keyed("Client Key")).digest("base64");
  const serverKey = keyed("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString("base64")}$${storedKey}:${serverKey}`;
}

/** A verifier that no password fits: what would be derived from one is at random. */
export function lockedVerifier(): string {
  const [salt, storedKey, serverKey] = [16, 32, 32].map((bytes) => randomBytes(bytes).toString("base64"));
  return `SCRAM-SHA-256$${ITERATIONS}:${salt}$${storedKey}:${serverKey}`;
}
