import { Problem } from "./problem.ts";
import { repairDashes, undoEntity, undoLink } from "./mangled.ts";

/** One word of a line. `start` and `end` are places in the line as it arrived, the end not included. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Something a chat had changed and we read as it was meant: `—name` as `--name`. */
export interface Repair {
  readonly from: string;
  readonly to: string;
}

export interface Words {
  readonly words: readonly Word[];
  /** Those that a person can see, in the order of the line. */
  readonly repairs: readonly Repair[];
}

/** Far above what Slack (4,000) and Discord (6,000) let anybody type; more than this is a paste by accident. */
const LONGEST_LINE = 16_000;

/**
 * Splits a line into words the way a shell does (`'…'`, `"…"`, backslash), with no expansion of anything, and undoes
 * what chats do to text on the way. This is the only place that does.
 *
 * Outside quotes: dashes where an option can begin (`—name`, `--arg=—x`), curly quotes, links and mentions
 * (`<https://e.com|e.com>`, `<@U1|ann>`), entities (`&amp;`, once), odd spaces, invisible characters. In double quotes:
 * only what nobody sees on the screen, so links, entities, spaces and invisible characters, but not dashes. In single
 * quotes: nothing, which is the way to say "exactly this". Dashes inside a word (`a—b`) stay.
 *
 * Throws a Problem for a quote that is not closed, for control characters, and for more than 16,000 characters.
 */
export function readWords(line: string): Words {
  refuseHopeless(line);
  const reader = new Reader(line);
  return reader.read();
}

/** Writes a word so that `readWords` gives it back: quoted where it must be, and then in the quotes that read best. */
export function quote(word: string): string {
  const [, option = "", value = word] = /^(-{0,2}[a-z][a-z0-9-]*=)(.+)$/is.exec(word) ?? [];
  if (PLAIN.test(value)) return option + value;
  if (PLAIN_WITH_SPACES.test(value)) return `${option}"${value}"`;
  return `${option}'${value.replaceAll("'", String.raw`'\''`)}'`;
}

export function writeWords(words: readonly string[]): string {
  return words.map(quote).join(" ");
}

// What no repair and no quoting rule touches. Letters of any alphabet, no dash but the ASCII one.
const PLAIN = /^[\p{L}\p{M}\p{N}_@%+=:,./#~^*?!()[\]{}|;$-]+$/u;
const PLAIN_WITH_SPACES = /^(?=.*[^ ])[\p{L}\p{M}\p{N}_@%+=:,./#~^*?!()[\]{}|;' -]+$/u;

// Tab, line feed and carriage return are spaces; the other control characters are never typed.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
// Everything Unicode calls a space or a line break is one here, U+00A0 and the thin ones included.
const SPACE = /\s/;
// Zero width, soft hyphen, direction marks and overrides: they make a line read differently from what it says.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u061c\ufeff]/;

/** What closes each opening quote. A straight one is closed by a straight one alone, so “…” inside it is text. */
const CLOSERS: Readonly<Record<string, string>> = {
  '"': '"',
  "“": '”“„"',
  "”": '”“"',
  "„": '“”"',
  "«": '»"',
  "‟": '”"',
  "'": "'",
  "‘": "’'",
  "’": "’'",
  "‚": "‘’'",
  "‛": "’'",
};
const SINGLE = new Set("'‘’‚‛");

function refuseHopeless(line: string): void {
  if (line.length > LONGEST_LINE) {
    throw new Problem(
      "bad-input",
      `The line is ${line.length} characters long; ${LONGEST_LINE} are the most we read.`,
      {
        hint: "Send long text as a file or leave it out.",
      },
    );
  }
  const at = line.search(CONTROL);
  if (at !== -1) {
    const code = line.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
    throw new Problem("bad-input", `There is a control character (U+${code}) at character ${at + 1} of the line.`, {
      hint: "Type the line again rather than pasting it.",
    });
  }
}

/** The state of reading one line, left to right, each character once. */
class Reader {
  readonly #line: string;
  readonly #words: Word[] = [];
  readonly #repairs: Repair[] = [];
  #at = 0;
  /** The word being read; undefined between words. An empty quoted word is a word. */
  #text: string | undefined;
  #start = 0;

  constructor(line: string) {
    this.#line = line;
  }

  read(): Words {
    while (this.#at < this.#line.length) this.#step();
    this.#finish();
    return { words: this.#words, repairs: this.#repairs };
  }

  #step(): void {
    const character = this.#line.charAt(this.#at);
    // Asked first, because U+FEFF is a space to JavaScript and nothing at all to a reader.
    if (INVISIBLE.test(character)) this.#at++;
    else if (SPACE.test(character)) {
      this.#finish();
      this.#at++;
    } else if (character === "\\") this.#backslash();
    else if (this.#isApostrophe()) this.#take("'", 1);
    else if (character in CLOSERS) this.#quoted(character);
    else if (!this.#dashes() && !this.#escaped()) this.#take(character, 1);
  }

  /** Adds to the current word, which begins here if there is none. */
  #take(text: string, length: number): void {
    if (this.#text === undefined) this.#start = this.#at;
    this.#text = (this.#text ?? "") + text;
    this.#at += length;
  }

  #finish(): void {
    if (this.#text !== undefined) this.#words.push({ text: this.#text, start: this.#start, end: this.#at });
    this.#text = undefined;
  }

  /** Takes the next character as it is; at the end of a line it joins the lines, as in commands copied from a manual. */
  #backslash(): void {
    const ahead = this.#line.slice(this.#at + 1, this.#at + 3);
    const [lineEnd] = /^\r?\n/.exec(ahead) ?? [];
    const [next = ""] = ahead;
    if (lineEnd !== undefined) this.#at += 1 + lineEnd.length;
    // Discord turns the line break behind it into a space: a backslash on its own is the same thing.
    else if (this.#text === undefined && SPACE.test(next)) this.#at++;
    else this.#take(next === "" ? "\\" : next, 1 + next.length);
  }

  /** `don’t`: a closing single quote between letters is no quote. The straight one is, as in a shell. */
  #isApostrophe(): boolean {
    const [before = "", here, after = ""] = this.#line.slice(Math.max(0, this.#at - 1), this.#at + 2);
    if (here !== "’" || this.#text === undefined) return false;
    return /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
  }

  #quoted(opener: string): void {
    const opened = this.#at;
    const closers = CLOSERS[opener] ?? "";
    this.#take("", 1);
    while (this.#at < this.#line.length) {
      const character = this.#line.charAt(this.#at);
      if (closers.includes(character) && !this.#isApostrophe()) {
        this.#at++;
        return;
      }
      if (SINGLE.has(opener)) this.#take(character, 1);
      else this.#inDouble(character);
    }
    throw unclosed(this.#line, opened);
  }

  #inDouble(character: string): void {
    const next = this.#line.charAt(this.#at + 1);
    // The characters a shell lets you escape here; before any other, a backslash is a backslash.
    if (character === "\\" && next !== "" && '"\\$`'.includes(next)) this.#take(next, 2);
    else if (INVISIBLE.test(character)) this.#at++;
    else if (character !== "\n" && SPACE.test(character)) this.#take(" ", 1);
    else if (!this.#escaped()) this.#take(character, 1);
  }

  /** Dashes are put right where an option can begin: at the start of a word, and after its first `=`. */
  #dashes(): boolean {
    const text = this.#text ?? "";
    const begins = this.#text === undefined || (text.endsWith("=") && text.indexOf("=") === text.length - 1);
    const repair = begins ? repairDashes(this.#line, this.#at) : undefined;
    if (!repair) return false;
    const end = this.#line.slice(this.#at + repair.length).search(/\s|$/);
    const from = this.#line.slice(this.#text === undefined ? this.#at : this.#start, this.#at + repair.length + end);
    const rest = this.#line.slice(this.#at + repair.length, this.#at + repair.length + end);
    this.#repairs.push({ from, to: text + repair.text + rest });
    this.#take(repair.text, repair.length);
    return true;
  }

  /** Links, mentions and entities. */
  #escaped(): boolean {
    const link = undoLink(this.#line, this.#at);
    const found = link ?? undoEntity(this.#line, this.#at);
    if (!found) return false;
    if (link) this.#repairs.push({ from: this.#line.slice(this.#at, this.#at + link.length), to: link.text });
    this.#take(found.text, found.length);
    return true;
  }
}

function unclosed(line: string, at: number): Problem {
  const from = Math.max(0, at - 30);
  const shown = line.slice(from, at + 30).replaceAll(/\s/g, " ");
  const mark = line.charAt(at);
  return new Problem("bad-input", `The quote ${mark} at character ${at + 1} is never closed.`, {
    hint: `Close it, or write \\${mark} if you mean the character itself.`,
    log: { name: "the line", text: `${shown}\n${" ".repeat(at - from)}^` },
  });
}
