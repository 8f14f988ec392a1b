import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Problem } from "#core/problem.ts";

const algorithm = "aes-256-gcm";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts what the ledger must keep but nobody may read in the file: the logins. */
export interface Vault {
  /** `about` ties the text to its row: moved to another row, it does not open. */
  seal(text: string, about: string): Uint8Array;
  /** Throws a Problem "configuration" when the key is not the one it was sealed with. */
  open(sealed: Uint8Array, about: string): string;
}

export function createVault(key: Uint8Array): Vault {
  return {
    seal(text, about) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(about))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
      } catch (cause) {
        throw new Problem("configuration", "The logins in the ledger were sealed with another key.", {
          hint: "Set LONGSHORE_KEY to the key of that time, or put its key file back into DATA_DIR.",
          cause,
        });
      }
    },
  };
}

/** The key of the settings, or the one in the file, which is made (0600) when it is not there. */
export function readKey(configured: Uint8Array | undefined, path: string): Uint8Array {
  if (configured) return configured;
  try {
    // "wx" makes exactly one of two processes that start together the maker.
    writeFileSync(path, randomBytes(keyBytes), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = readFileSync(path);
  if (key.length !== keyBytes) {
    throw new Problem("configuration", `The key file ${path} has ${key.length} bytes instead of ${keyBytes}.`, {
      hint: "Put the right one back. Without it the stored logins cannot be read.",
    });
  }
  return key;
}
