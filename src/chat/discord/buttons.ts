import { randomBytes } from "node:crypto";
import type { Reply } from "#core/reply.ts";
import { decodeCustomId, encodeCustomId } from "./custom-id.ts";

/** A button is for what its message shows, and a day later that may be anything. */
const LIFE_MS = 24 * 3_600_000;
/** Buttons that can be pressed; the oldest is forgotten first. */
const MOST = 20_000;
/** Answers that are kept to be fetched: they may be long. */
const MOST_ANSWERS = 200;

/** What stands behind a button: what it does, and for whom. */
export type Action =
  /** Runs the line as whoever presses it. "yes" answers a question; "run" may have to be asked about. */
  | { readonly kind: "run" | "yes"; readonly line: string; readonly asks: boolean }
  /** Shows an answer that came too late to be shown to the caller alone. */
  | { readonly kind: "show"; readonly reply: Reply };

export interface Button {
  readonly action: Action;
  /** Who may press it; undefined is everybody, who may do what the line does. */
  readonly user: string | undefined;
  /** Set while what it began is under way, and for good once that changed something. */
  used: boolean;
}

/** The buttons that were shown: their messages carry a key only, so nothing in them can be forged. */
export class Buttons {
  readonly #buttons = new Map<string, { readonly button: Button; readonly until: number }>();
  /** The keys of kept answers, the oldest first. */
  readonly #answers: string[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The custom id of a new button. */
  remember(action: Action, user: string | undefined): string {
    const key = randomBytes(12).toString("base64url");
    this.#buttons.set(key, { button: { action, user, used: false }, until: this.#now() + LIFE_MS });
    if (action.kind === "show") this.#answers.push(key);
    this.#forget();
    return encodeCustomId({ kind: action.kind, key });
  }

  /** The button, or in a sentence why it does nothing for this user. */
  find(customId: string, user: string): Button | string {
    const id = decodeCustomId(customId);
    if (id === "foreign") return "This button is not one of ours, so it does nothing.";
    if (id === "old") return "This button is of an older version of the bot. Type the command instead.";
    const known = this.#buttons.get(id.key);
    if (!known || known.until < this.#now() || known.button.action.kind !== id.kind) return FORGOTTEN;
    const { button } = known;
    if (button.user !== undefined && button.user !== user)
      return "This button is for whoever asked. Type the command yourself.";
    return button.used ? "This button was used already." : button;
  }

  #forget(): void {
    while (this.#answers.length > MOST_ANSWERS) this.#buttons.delete(this.#answers.shift() ?? "");
    for (const [key, { until }] of this.#buttons) {
      if (this.#buttons.size <= MOST && until > this.#now()) break;
      this.#buttons.delete(key);
    }
  }
}

const FORGOTTEN =
  "This button is too old, or the bot was restarted since, and things may have changed. Type the command instead.";
