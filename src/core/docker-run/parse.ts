import { show } from "../parse.ts";
import { Problem } from "../problem.ts";
import type { Repair } from "../words.ts";
import { conflictsIn } from "./conflicts.ts";
import type { Flag } from "./flags.ts";
import { findFlag, findShortFlag, isBoolean } from "./flags.ts";
import { readImage } from "./grammar/images.ts";
import { prefixLength } from "./prefix.ts";
import { findRefusedFlag } from "./refused-flags.ts";
import { RunOptions } from "./run-request.ts";
import { guessFlag, looksLikeFlag, meantLong } from "./spelling.ts";

/** Something wrong with the line, and what to write in place of word number `word` where that is known. */
export interface Fault {
  readonly sentence: string;
  readonly word?: number | undefined;
  readonly fix?: string | undefined;
}

export interface ParsedRun {
  /** What could be read; of a line with faults, less than was meant. */
  readonly options: RunOptions;
  readonly image: string | undefined;
  readonly command: readonly string[];
  /** What was read as something else than it says. */
  readonly repairs: readonly Repair[];
  /** What is worth knowing and no reason to stop. */
  readonly notes: readonly string[];
  readonly faults: readonly Fault[];
  /** Where the container's own command begins among the words. */
  readonly commandAt: number;
}

/**
 * The words behind `/docker run` → its flags, image and command, by the grammar of Docker's CLI. Never throws: what is
 * wrong is a fault, and reading goes on, so that one answer can name everything.
 */
export function parseRun(words: readonly string[]): ParsedRun {
  return new Reader(words).read();
}

/** A line with more is an essay pasted by accident. */
const MOST_FAULTS = 30;

class Reader {
  readonly #words: readonly string[];
  readonly #values = new Map<Flag, unknown[]>();
  readonly #repairs: Repair[] = [];
  readonly #notes: string[] = [];
  readonly #faults: Fault[] = [];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  read(): ParsedRun {
    this.#at = prefixLength(this.#words);
    if (this.#at > 0) this.#repairs.push({ from: this.#words.slice(0, this.#at).join(" "), to: "/docker run" });
    this.#flags();
    const image = this.#image();
    const options = this.#options();
    return {
      options,
      image,
      command: this.#words.slice(this.#at),
      repairs: this.#repairs,
      notes: this.#notes,
      faults: [...this.#faults, ...conflictsIn(options).map((sentence) => ({ sentence }))],
      commandAt: this.#at,
    };
  }

  /** Up to the first word that is no flag: from there on it is the image and its command. */
  #flags(): void {
    for (; this.#at < this.#words.length; this.#at++) {
      // Guessing at what was meant costs time, and nobody reads on.
      if (this.#faults.length >= MOST_FAULTS) {
        this.#at = this.#words.length;
        return;
      }
      const written = this.#words[this.#at] ?? "";
      if (!written.startsWith("-") || written === "-") return;
      if (written === "--") {
        this.#at++;
        return;
      }
      const meant = meantLong(written);
      if (meant !== undefined) this.#repairs.push({ from: written, to: meant });
      const word = meant ?? written;
      if (word.startsWith("--")) this.#long(word);
      else this.#group(word);
    }
  }

  #image(): string | undefined {
    const text = this.#words[this.#at];
    if (text === undefined) {
      // The image may have been taken for the value of a flag; that has been said then.
      if (this.#faults.length === 0)
        this.#fault("There is no image. An image ends the flags, as nginx in -d -p 8080:80 nginx.");
      return undefined;
    }
    this.#at++;
    return this.#tried(text, "The image", readImage);
  }

  /** `--name db`, `--name=db`, `--init`, `--init=false` */
  #long(word: string): void {
    const at = word.indexOf("=");
    const name = word.slice(2, at === -1 ? undefined : at);
    const inline = at === -1 ? undefined : word.slice(at + 1);
    const flag = findFlag(name);
    if (flag) this.#take(flag, `--${name}`, inline);
    else if (!this.#refused(name, inline)) this.#unknown(word, name, inline);
  }

  /** `-dit`, `-p8080:80`, `-p=8080:80`, `-eA=B`, `-itp 80:80` */
  #group(word: string): void {
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at);
      const flag = findShortFlag(letter);
      if (!flag) return this.#unknown(at === 1 ? word : `-${letter}`, at === 1 ? word.slice(1) : letter, undefined);
      const rest = word.slice(at + 1);
      // "-p=" alone is the value "=" to the CLI.
      const inline = rest.length > 1 && rest.startsWith("=") ? rest.slice(1) : rest === "" ? undefined : rest;
      if (!isBoolean(flag)) return this.#take(flag, `-${letter}`, inline);
      if (rest.length > 1 && rest.startsWith("=")) return this.#take(flag, `-${letter}`, inline);
      this.#take(flag, `-${letter}`, "true");
    }
  }

  #refused(name: string, inline: string | undefined): boolean {
    const refused = findRefusedFlag(name);
    if (!refused) return false;
    if (refused.takesValue && inline === undefined) this.#at++;
    this.#fault(`--${name} ${refused.why}`);
    return true;
  }

  /** Names what was probably meant, and reads on as if it had been written. */
  #unknown(word: string, name: string, inline: string | undefined): void {
    const written = name.split("=")[0] ?? "";
    const guess = guessFlag(written);
    const flag = guess === undefined ? undefined : findFlag(guess);
    if (guess === undefined || !flag) {
      const hint = guess === undefined ? "" : ` Did you mean --${guess}?`;
      this.#fault(`There is no flag ${show(word)}.${hint}`);
      // Its value, most likely, when more flags follow; else it is the image that comes next.
      const [next = "-", after = ""] = this.#words.slice(this.#at + 1, this.#at + 3);
      if (inline === undefined && !next.startsWith("-") && after.startsWith("-")) this.#at++;
      return;
    }
    const value = inline ?? (name.includes("=") ? name.slice(written.length + 1) : undefined);
    const fix = value === undefined ? `--${guess}` : `--${guess}=${value}`;
    this.#faults.push({
      sentence: `There is no flag ${show(word)}. Did you mean --${guess}?`,
      word: this.#at,
      fix,
    });
    this.#take(flag, `--${guess}`, value);
  }

  /** A flag with its value in the same word, in the next one, or missing. */
  #take(flag: Flag, typed: string, inline: string | undefined): void {
    if (flag.idle !== undefined) this.#note(`${typed} ${flag.idle}`);
    if (inline !== undefined) return this.#set(flag, typed, inline);
    if (isBoolean(flag)) return this.#set(flag, typed, "true");
    const next = this.#words[this.#at + 1];
    if (next === undefined || looksLikeFlag(next)) {
      const instead = next === undefined ? "" : ` If ${show(next)} is the value, write ${typed}=${next.slice(0, 60)}.`;
      return this.#fault(`${typed} needs a value: ${typed} <${flag.kind.placeholder}>.${instead}`);
    }
    this.#at++;
    this.#set(flag, typed, next);
  }

  #set(flag: Flag, typed: string, text: string): void {
    const value = this.#tried(text, typed, (text) => flag.kind.read(text));
    if (value === undefined) return;
    const values = this.#values.get(flag) ?? [];
    const same = flag.list
      ? values.findIndex((other) => flag.identity !== undefined && flag.identity(other) === flag.identity(value))
      : values.length - 1;
    if (!flag.list && same !== -1 && flag.kind.write(values[same]) !== flag.kind.write(value)) {
      this.#note(`${typed} is given twice; as with Docker the last counts: ${show(text)}.`);
    }
    if (same === -1) values.push(value);
    else values[same] = value;
    this.#values.set(flag, values);
  }

  /** What a grammar makes of a text; its Problem becomes a fault with the flag in front. */
  #tried<T>(text: string, typed: string, read: (text: string) => T): T | undefined {
    try {
      if (/\0|\p{Surrogate}/u.test(text)) throw new Problem("bad-input", "it has a character that no program takes.");
      return read(text);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#fault(`${typed} ${show(text)}: ${error.message}`);
      return undefined;
    }
  }

  #options(): RunOptions {
    const entries = Array.from(this.#values, ([flag, values]) => [flag.key, flag.list ? values : values[0]]);
    return RunOptions.parse(Object.fromEntries(entries));
  }

  #fault(sentence: string): void {
    this.#faults.push({ sentence });
  }

  #note(sentence: string): void {
    if (!this.#notes.includes(sentence)) this.#notes.push(sentence);
  }
}
