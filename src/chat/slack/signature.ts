import { createHmac, timingSafeEqual } from "node:crypto";
import { BUTTON_VALUE_CHARACTERS } from "./limits.ts";

/** A command line in a button's value: signed, so that what comes back is what we sent, to this team, not long ago. */
interface SignedLine {
  readonly line: string;
  /** Different for every button of every message: what makes a press unique. */
  readonly nonce: string;
}

export interface Signer {
  /** Undefined when the line is too long for a button. */
  sign(line: string): string | undefined;
  /** Why it is refused otherwise: "forged" for anything that is not ours, "old" past its time. */
  read(value: string): SignedLine | "forged" | "old";
}

export interface SignerOptions {
  /** The bot token will do: it stays as long as the app does, and a new one makes old buttons void. */
  readonly secret: string;
  readonly team: string;
  readonly now: () => number;
  readonly nonce: () => string;
  readonly lifeMs: number;
}

/** `1.<issued>.<nonce>.<signature>.<line>` */
export function createSigner({ secret, team, now, nonce, lifeMs }: SignerOptions): Signer {
  const key = createHmac("sha256", secret).update("longshore buttons").digest();
  const mac = (issued: string, once: string, line: string) =>
    createHmac("sha256", key).update([team, issued, once, line].join("\n")).digest("base64url").slice(0, 32);
  return {
    sign(line) {
      const issued = now().toString(36);
      const once = nonce();
      const value = ["1", issued, once, mac(issued, once, line), line].join(".");
      return value.length > BUTTON_VALUE_CHARACTERS ? undefined : value;
    },
    read(value) {
      const [, issued = "", once = "", signature = "", line = ""] = FORM.exec(value) ?? [];
      if (line === "" || !same(signature, mac(issued, once, line))) return "forged";
      return now() - Number.parseInt(issued, 36) > lifeMs ? "old" : { line, nonce: once };
    },
  };
}

const FORM = /^1\.([0-9a-z]{1,12})\.([\w-]{1,32})\.([\w-]{32})\.(.+)$/s;

function same(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
