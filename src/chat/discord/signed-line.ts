import { createHmac, timingSafeEqual } from "node:crypto";
import { redact } from "#core/redact.ts";

/** What a press does with its line: "yes" answers a question, "ask" is asked about first. */
const KINDS = ["run", "ask", "yes"] as const;
export type LineKind = (typeof KINDS)[number];

export interface SignedLine {
  readonly kind: LineKind;
  readonly line: string;
  /** In minutes since 1970. */
  readonly issued: number;
  /** Different for every button of every message. */
  readonly nonce: string;
  /** Whose it is, as `tagOf` says; undefined is everybody's. */
  readonly tag: string | undefined;
}

/**
 * A command line as the key of a custom id, so that a button outlives a restart of the bot: signed, as what comes back must be
 * what we sent. 33 characters and the line.
 */
export class LineSigner {
  readonly #key: Buffer;

  /** The bot token will do as the secret: it stays as long as the application does, and a new one makes old buttons void. */
  constructor(secret: string) {
    this.#key = createHmac("sha256", secret).update("longshore buttons in discord").digest();
  }

  /** Undefined for a line that nobody else may see, as ids are shown to every client, and for one that is no single line. */
  sign({ kind, line, issued, nonce, tag = EVERYBODY }: SignedLine): string | undefined {
    if (redact(line) !== line || /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(line)) return undefined;
    const head = `${issued.toString(36).padStart(5, "0")}${nonce}${tag}`;
    return `${head}${this.#mac(kind, head, line)}${line}`;
  }

  /** Undefined for anything that is not ours. */
  read(kind: string, key: string): SignedLine | undefined {
    const known = KINDS.find((one) => one === kind);
    const [, head = "", minutes = "", nonce = "", tag = "", mac = "", line = ""] = FORM.exec(key) ?? [];
    if (known === undefined || line === "" || !same(mac, this.#mac(known, head, line))) return undefined;
    const issued = Number.parseInt(minutes, 36);
    return { kind: known, line, issued, nonce, tag: tag === EVERYBODY ? undefined : tag };
  }

  /** Six characters that stand for a user in one button: whose it is can be told apart from what is forged. */
  tagOf(user: string, nonce: string): string {
    return this.#digest(["user", user, nonce]).slice(0, 6);
  }

  #mac(kind: LineKind, head: string, line: string): string {
    return this.#digest(["line", kind, head, line]).slice(0, 16);
  }

  #digest(parts: readonly string[]): string {
    return createHmac("sha256", this.#key).update(parts.join("\n")).digest("base64url");
  }
}

/** No digest has a star. */
const EVERYBODY = "******";
const FORM = /^(([0-9a-z]{5})([\w-]{6})([\w-]{6}|\*{6}))([\w-]{16})(.+)$/u;

function same(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
