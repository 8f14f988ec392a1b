import type { Command } from "./command.ts";
import { findOption, findShort, optionsOf, showOption, spellings } from "./options.ts";
import type { Option } from "./options.ts";
import { nearest } from "./suggest.ts";

/** What was typed, sorted by option but not yet checked by the schema. */
export interface Typed {
  /** By key, as the schema's input wants it: text, numbers, booleans, lists of those. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By key, where each value stands: the first for a single value, one a value for a list. */
  readonly places: ReadonlyMap<string, readonly Place[]>;
  readonly faults: readonly Fault[];
  /** Somebody asked for help instead: `--help`, `-h`. */
  readonly help: boolean;
}

/** A value is `before + value` in the word at `word`: `{ word: 2, before: "--format=" }`. */
export interface Place {
  readonly word: number;
  readonly before: string;
}

/** Something wrong with the line, and what the word should be where that can be known. */
export interface Fault {
  readonly sentence: string;
  readonly key?: string | undefined;
  readonly word?: number | undefined;
  readonly fix?: string | undefined;
}

/**
 * Sorts words into a command's options. Never throws: what is wrong is a fault, and reading goes on, so that one
 * answer can name everything.
 *
 * Understood: `--name shop`, `--name=shop`, `name=shop` (for chats that eat dashes), `--all`, `--no-all`, `--all=no`,
 * `-n 5`, `-n5`, `-n=5`, `-ab` for `-a -b`, lists by repeating, `--` before words that are no options, negative numbers.
 * A word behind an option that takes a value is that value, unless it is itself an option of this command.
 */
export function parseWords(command: Command, words: readonly string[]): Typed {
  return new Sorter(optionsOf(command), words).sort();
}

class Sorter {
  readonly #options: readonly Option[];
  readonly #words: readonly string[];
  readonly #values: Record<string, unknown> = {};
  readonly #places = new Map<string, Place[]>();
  readonly #faults: Fault[] = [];
  /** Indexes of the words given by place. */
  readonly #plain: number[] = [];
  #help = false;
  /** An option we could not even guess may have left its value behind; blaming that too would mislead. */
  #strayValue = false;
  #at = 0;

  constructor(options: readonly Option[], words: readonly string[]) {
    this.#options = options;
    this.#words = words;
  }

  sort(): Typed {
    let ended = false;
    for (; this.#at < this.#words.length; this.#at++) {
      const word = this.#words[this.#at] ?? "";
      if (this.#restBegins(word, ended)) {
        this.#takeRest();
        break;
      }
      if (ended) this.#plain.push(this.#at);
      else if (word === "--") ended = true;
      else if (word.startsWith("--")) this.#long(word);
      else if (this.#looksShort(word)) this.#short(word);
      else if (!this.#assignment(word)) this.#plain.push(this.#at);
    }
    this.#place();
    return { values: this.#values, places: this.#places, faults: this.#faults, help: this.#help };
  }

  /**
   * The words that are given by place have all come, and what follows belongs to somebody else's command line. Where
   * none come before, it begins at the first word that is no option of ours: `/docker run -d nginx`.
   */
  #restBegins(word: string, ended: boolean): boolean {
    if (!this.#options.some((option) => option.rest)) return false;
    const before = this.#slots().filter((option) => !option.rest).length;
    if (this.#plain.length < before) return false;
    return (
      before > 0 || ended || !word.startsWith("-") || !(this.#isOption(word) || word === "--" || word === "--help")
    );
  }

  #takeRest(): void {
    const rest = this.#options.find((option) => option.rest);
    if (!rest) return;
    for (; this.#at < this.#words.length; this.#at++) this.#set(rest, this.#words[this.#at] ?? "", this.#at, "");
  }

  #long(word: string): void {
    const { name, inline } = split(word.replace(/^-+/, ""));
    const option = findOption(this.#options, name);
    if (option && word.startsWith("---")) {
      this.#fault({
        sentence: `${word.split("=")[0]}: two dashes are enough.`,
        word: this.#at,
        fix: word.replace(/^-+/, "--"),
      });
    }
    if (option) this.#option(option, `--${name}`, inline);
    else if (name === "help") this.#help = true;
    else if (!this.#negated(name, inline)) this.#unknown(word, name, inline);
  }

  /** `--no-all`, for every boolean. */
  #negated(name: string, inline: string | undefined): boolean {
    if (!name.toLowerCase().startsWith("no-") || inline !== undefined) return false;
    const option = findOption(this.#options, name.slice(3));
    if (option?.kind !== "boolean") return false;
    this.#set(option, "no", this.#at, `--${option.name}=`);
    return true;
  }

  #looksShort(word: string): boolean {
    return /^-[^-]/.test(word) && (!/^-[\d.]/.test(word) || findShort(this.#options, word.charAt(1)) !== undefined);
  }

  /** `-n 5`, `-n5`, `-n=5`, `-ab`; but `-name` and `-net`, which are like a long option, are asked about, not taken apart. */
  #short(word: string): void {
    const { name, inline } = split(word.slice(1));
    const letters = Array.from(name);
    const asGroup = letters.every((letter) => findShort(this.#options, letter)?.kind === "boolean");
    const first = findShort(this.#options, letters[0] ?? "");
    if (letters.length > 1 && !asGroup && this.#guess(name) !== undefined) return this.#unknown(word, name, inline);
    if (!first && name === "h") {
      this.#help = true;
      return;
    }
    if (!first) return this.#unknown(word, name, inline);
    for (const [index, letter] of letters.entries()) {
      const option = findShort(this.#options, letter);
      if (!option) return this.#unknown(`-${letter}`, letter, undefined);
      const left = word.slice(1 + letters.slice(0, index + 1).join("").length);
      if (option.kind !== "boolean")
        return this.#option(option, `-${letter}`, left === "" ? undefined : left.replace(/^=/, ""));
      if (left.startsWith("=")) return this.#option(option, `-${letter}`, left.slice(1));
      this.#set(option, "yes", this.#at, `--${option.name}=`);
    }
  }

  /** `name=shop`, when `name` is an option; `a=b` otherwise is a word like any other. */
  #assignment(word: string): boolean {
    const { name, inline } = split(word);
    const option = inline === undefined ? undefined : findOption(this.#options, name);
    if (!option || inline === undefined) return false;
    this.#set(option, inline, this.#at, `${name}=`);
    return true;
  }

  /** An option somebody typed, with its value in the same word, in the next one, or missing. */
  #option(option: Option, typed: string, inline: string | undefined): void {
    if (inline !== undefined) return this.#set(option, inline, this.#at, `${typed}=`);
    if (option.kind === "boolean") return this.#set(option, "yes", this.#at, `${typed}=`);
    const next = this.#words[this.#at + 1];
    if (next === undefined || next === "--" || this.#isOption(next)) {
      const instead = next !== undefined && next !== "--" ? ` If ${next} is the value, write ${typed}=${next}.` : "";
      return this.#fault({ sentence: `${typed} needs a value${example(option)}.${instead}`, key: option.key });
    }
    this.#at++;
    this.#set(option, next, this.#at, "");
  }

  #isOption(word: string): boolean {
    if (word.startsWith("--")) return findOption(this.#options, split(word.slice(2)).name) !== undefined;
    return /^-[a-z]/i.test(word) && findShort(this.#options, word.charAt(1)) !== undefined;
  }

  /** Names what was probably meant, and reads on as if it had been typed. */
  #unknown(word: string, name: string, inline: string | undefined): void {
    const guess = this.#guess(name);
    const [typed] = word.split("=");
    if (guess === undefined) {
      this.#strayValue = true;
      return this.#fault({ sentence: `There is no option ${typed}.` });
    }
    const fix = inline === undefined ? guess : `${guess}=${inline}`;
    this.#fault({ sentence: `There is no option ${typed}. Did you mean ${guess}?`, word: this.#at, fix });
    const option = findOption(this.#options, guess.slice(2));
    if (option) this.#option(option, guess, inline);
  }

  #guess(name: string): string | undefined {
    const names = this.#options.filter((option) => !option.rest).flatMap(spellings);
    const found = nearest(name, names);
    return found === undefined ? undefined : `--${found}`;
  }

  #set(option: Option, text: string, word: number, before: string): void {
    const value = valueOf(option, text);
    const places = this.#places.get(option.key);
    const known = this.#values[option.key];
    if (!places) {
      this.#values[option.key] = option.kind === "list" ? [value] : value;
      this.#places.set(option.key, [{ word, before }]);
    } else if (Array.isArray(known)) {
      known.push(value);
      places.push({ word, before });
    } else if (known !== value) {
      const both = `${show(known)} and ${show(value)}`;
      this.#fault({ sentence: `${showOption(option)} is given twice, as ${both}; it takes one.`, key: option.key });
    }
  }

  /** The options by place that were not given by name. */
  #slots(): readonly Option[] {
    return this.#options.filter((option) => option.positional && !this.#places.has(option.key));
  }

  #place(): void {
    const slots = this.#slots().filter((option) => !option.rest);
    for (const word of this.#plain) {
      const slot = slots[0]?.kind === "list" ? slots[0] : slots.shift();
      if (slot) this.#set(slot, this.#words[word] ?? "", word, "");
      else if (!this.#strayValue) this.#surplus(word);
    }
  }

  /** A word too many is often an option without its dashes, or a choice without its option. */
  #surplus(index: number): void {
    const word = this.#words[index] ?? "";
    const meant = this.#options.find((option) => option.kind === "boolean" && spellings(option).includes(word));
    const chosen = this.#options.find((option) => option.kind === "choice" && option.choices.includes(word));
    const fix = meant ? `--${meant.name}` : chosen ? `--${chosen.name}=${word}` : undefined;
    const advice = fix === undefined ? `: ${this.#takes()}.` : `. Did you mean ${fix}?`;
    this.#fault({ sentence: `${show(word)} is too much${advice}`, word: index, fix });
  }

  #takes(): string {
    const places = this.#options.filter((option) => option.positional).map(showOption);
    if (places.length > 0) return `besides options, this takes ${places.join(" ")}`;
    return this.#options.length > 0 ? "this takes options only" : "this takes nothing more";
  }

  #fault(fault: Fault): void {
    this.#faults.push(fault);
  }
}

/** `name=value`; the value may be empty, which is not the same as none. */
function split(word: string): { name: string; inline: string | undefined } {
  const at = word.indexOf("=");
  return at === -1 ? { name: word, inline: undefined } : { name: word.slice(0, at), inline: word.slice(at + 1) };
}

/** What the schema's input wants; a text that is no number or boolean stays as it is, for the schema to refuse. */
function valueOf(option: Option, text: string): unknown {
  switch (option.item) {
    case "boolean":
      if (/^(?:yes|true|on|1)$/i.test(text)) return true;
      return /^(?:no|false|off|0)$/i.test(text) ? false : text;
    case "integer":
      return /^[+-]?\d+$/.test(text) ? Number(text) : text;
    case "number":
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
    case "choice":
      return option.choices.find((choice) => choice.toLowerCase() === text.toLowerCase()) ?? text;
    default:
      return text;
  }
}

function example(option: Option): string {
  if (option.choices.length > 0) return `: ${option.choices.join(", ")}`;
  const [first] = option.examples;
  return first === undefined ? "" : `, such as ${first}`;
}

/** A value in a sentence: quoted, and cut where it would drown the sentence. */
export function show(value: unknown): string {
  // A platform's typed options may hold anything, even an object that throws when it is made into text.
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return "that";
  const text = String(value);
  return `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
}
