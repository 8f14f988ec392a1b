import { createHash } from "node:crypto";

/** What the server stores for mysql_native_password, so that it never sees the password itself. */
export function nativeHash(password: string): string {
  const once = createHash("sha1").update(password).digest();
  return `*${createHash("sha1").update(once).digest("hex").toUpperCase()}`;
}
