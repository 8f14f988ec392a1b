import { createHash, randomInt } from "node:crypto";

/** What the server does unless told otherwise; written in the hash in thousands. */
const ROUNDS = 5000;
const SALT_LENGTH = 20;
const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * What the server stores for caching_sha2_password, so that it never sees the password itself: `$A$005$`, a salt of 20
 * signs and the digest of SHA-crypt (https://www.akkadia.org/drepper/SHA-crypt.txt) with SHA-256.
 */
export function sha2Hash(password: string, salt: string = newSalt()): string {
  return `$A$005$${salt}${encoded(digest(Buffer.from(password), Buffer.from(salt)))}`;
}

function newSalt(): string {
  return Array.from({ length: SALT_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
}

function digest(password: Buffer, salt: Buffer): Buffer {
  const other = sha256(password, salt, password);
  const first = [password, salt, filled(other, password.length)];
  for (let bits = password.length; bits > 0; bits >>= 1) first.push(bits & 1 ? other : password);
  const passwords = filled(sha256(...Array.from({ length: password.length }, () => password)), password.length);
  let last = sha256(...first);
  const salts = filled(sha256(...Array.from({ length: 16 + (last[0] ?? 0) }, () => salt)), salt.length);
  for (let round = 0; round < ROUNDS; round++) {
    const parts = [round % 2 === 1 ? passwords : last];
    if (round % 3 !== 0) parts.push(salts);
    if (round % 7 !== 0) parts.push(passwords);
    parts.push(round % 2 === 1 ? last : passwords);
    last = sha256(...parts);
  }
  return last;
}

function sha256(...parts: readonly Buffer[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

/** These bytes again and again, up to so many. */
function filled(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes);
}

/** Base64 of its own: three bytes, ten apart, make four signs; the least significant bits come first. */
function encoded(bytes: Buffer): string {
  const byte = (index: number) => bytes[index] ?? 0;
  let text = "";
  let [a, b, c] = [0, 10, 20];
  for (let group = 0; group < 10; group++) {
    text += signs((byte(a) << 16) | (byte(b) << 8) | byte(c), 4);
    [a, b, c] = [c + 1, a + 1, b + 1];
  }
  return text + signs((byte(31) << 8) | byte(30), 3);
}

function signs(value: number, count: number): string {
  return Array.from({ length: count }, (_, index) => ALPHABET.charAt((value >> (6 * index)) & 63)).join("");
}
