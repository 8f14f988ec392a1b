/**
 * A value that must not be printed by accident: every way JavaScript has of turning it into text gives "[redacted]".
 *
 * Only a renderer that shows it to its owner, a driver that logs in with it, and the ledger's encryption call `reveal()`.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[redacted]";
  }

  toJSON(): string {
    return "[redacted]";
  }

  // What `console.log` and `util.inspect` ask for; the symbol is global, so core needs no import from Node.
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[redacted]";
  }
}
