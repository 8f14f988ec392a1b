import { randomBytes } from "node:crypto";
import type { Reply } from "#core/reply.ts";
import { decodeCustomId, encodeCustomId } from "./custom-id.ts";
import { CUSTOM_ID_CHARACTERS } from "./limits.ts";
import { LineSigner } from "./signed-line.ts";

/** A button is for what its message shows, and a day later that may be anything. */
const LIFE_MS = 24 * 3_600_000;
/** Buttons that are kept here, and those that were used; the oldest is forgotten first. */
const MOST = 20_000;
/** Answers that are kept to be fetched: they may be long. */
const MOST_ANSWERS = 200;

/** What stands behind a button. */
export type Action =
  /** Runs the line as whoever presses it. "yes" answers a question; "run" may have to be asked about. */
  | { readonly kind: "run" | "yes"; readonly line: string; readonly asks: boolean }
  /** Shows an answer that came too late to be shown to the caller alone. */
  | { readonly kind: "show"; readonly reply: Reply };

export interface Button {
  readonly action: Action;
  /** Tells it apart from all others. */
  readonly id: string;
}

export interface ButtonsOptions {
  readonly now: () => number;
  /** What the ids are signed with. */
  readonly secret: string;
  /** Where it is written down which buttons were used; without it that is forgotten with a restart. */
  readonly uses?: Uses | undefined;
}

/** What the ledger remembers of deliveries. */
export interface Uses {
  /** True the first time it is asked about. */
  first(platform: string, id: string): boolean;
  forget(platform: string, id: string): void;
}

interface Kept {
  readonly action: Action;
  readonly user: string | undefined;
  readonly until: number;
}

/**
 * The buttons that were shown. A line that is short enough is in its button's id, signed, and outlives a restart; of
 * everything else the id has a key only, and what it stands for is kept here.
 */
export class Buttons {
  readonly #now: () => number;
  readonly #signer: LineSigner;
  readonly #uses: Uses | undefined;
  readonly #kept = new Map<string, Kept>();
  /** The keys of kept answers, the oldest first. */
  readonly #answers: string[] = [];
  /** Set while what a button began is under way, and for good once that changed something. */
  readonly #used = new Set<string>();

  constructor({ now, secret, uses }: ButtonsOptions) {
    this.#now = now;
    this.#uses = uses;
    this.#signer = new LineSigner(secret);
  }

  /** The custom id of a new button. `user`: who may press it; undefined is everybody who may do what the line does. */
  remember(action: Action, user: string | undefined): string {
    return this.#signed(action, user) ?? this.#keep(action, user);
  }

  /** The button, or in a sentence why it does nothing for this user. */
  find(customId: string, user: string): Button | string {
    const id = decodeCustomId(customId);
    if (id === "foreign") return "This button is not one of ours, so it does nothing.";
    if (id === "old") return "This button is of an older version of the bot. Type the command instead.";
    const known = id.kind === KEPT ? this.#keptOf(id.key, user) : this.#signedOf(id.kind, id.key, user);
    if (known === undefined) return FORGOTTEN;
    if (known === "foreign") return "This button is for whoever asked. Type the command yourself.";
    return this.#used.has(customId) ? USED : { action: known, id: customId };
  }

  /**
   * Takes it, before anything is done. In a sentence why not, when it was taken before: by this process or, where it changes
   * something, by one before it.
   */
  use({ id }: Button, changes: boolean): string | undefined {
    if (this.#used.has(id) || (changes && this.#uses?.first(PLATFORM, useOf(id)) === false)) return USED;
    this.#used.add(id);
    for (const oldest of this.#used) {
      if (this.#used.size <= MOST) break;
      this.#used.delete(oldest);
    }
    return undefined;
  }

  /** Nothing was done with it, so that it can be used again. */
  release({ id }: Button): void {
    this.#used.delete(id);
    this.#uses?.forget(PLATFORM, useOf(id));
  }

  #signed(action: Action, user: string | undefined): string | undefined {
    if (action.kind === "show") return undefined;
    const nonce = randomBytes(6).toString("base64url").slice(0, 6);
    const kind = action.asks ? "ask" : action.kind;
    const issued = Math.floor(this.#now() / MINUTE_MS);
    const tag = user === undefined ? undefined : this.#signer.tagOf(user, nonce);
    const key = this.#signer.sign({ kind, line: action.line, issued, nonce, tag });
    const id = key === undefined ? undefined : encodeCustomId({ kind, key });
    return id !== undefined && id.length <= CUSTOM_ID_CHARACTERS ? id : undefined;
  }

  #signedOf(kind: string, key: string, user: string): Action | "foreign" | undefined {
    const signed = this.#signer.read(kind, key);
    if (!signed || this.#now() > signed.issued * MINUTE_MS + LIFE_MS) return undefined;
    const { line, tag, nonce } = signed;
    if (tag !== undefined && tag !== this.#signer.tagOf(user, nonce)) return "foreign";
    return { kind: signed.kind === "yes" ? "yes" : "run", line, asks: signed.kind === "ask" };
  }

  #keep(action: Action, user: string | undefined): string {
    const key = randomBytes(12).toString("base64url");
    this.#kept.set(key, { action, user, until: this.#now() + LIFE_MS });
    if (action.kind === "show") this.#answers.push(key);
    this.#forget();
    return encodeCustomId({ kind: KEPT, key });
  }

  #keptOf(key: string, user: string): Action | "foreign" | undefined {
    const kept = this.#kept.get(key);
    if (!kept || kept.until < this.#now()) return undefined;
    return kept.user === undefined || kept.user === user ? kept.action : "foreign";
  }

  #forget(): void {
    while (this.#answers.length > MOST_ANSWERS) this.#kept.delete(this.#answers.shift() ?? "");
    for (const [key, { until }] of this.#kept) {
      if (this.#kept.size <= MOST && until > this.#now()) break;
      this.#kept.delete(key);
    }
  }
}

const PLATFORM = "discord";
const USED = "This button was used already.";

function useOf(id: string): string {
  return `button:${id}`;
}

/** Of an id that has a key only. */
const KEPT = "kept";
const MINUTE_MS = 60_000;

const FORGOTTEN =
  "This button is too old, or the bot was restarted since, and things may have changed. Type the command instead.";
