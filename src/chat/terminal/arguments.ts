import { Problem } from "#core/problem.ts";
import { quote } from "#core/words.ts";

/** What the program was asked to do by its arguments. `lines` is empty when none was given: they come from standard input. */
export type Task =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly json: boolean; readonly lines: readonly string[] };

/**
 * Reads the arguments. `npm start -- "/db up postgres --name shop"` is one argument for a whole line, and a shell that was
 * given no quotes makes several of it; both work:
 *
 * - an argument that begins with `/` begins a line, so two such are two lines;
 * - when there is a blank in it, it is a whole line;
 * - when there is none, the arguments after it that do not begin with `/` are the rest of its words. A word that does (a
 *   path) needs the whole line in quotes.
 *
 * Our own flags stand where no line is open: `--json /db list`. Behind an open one every word is the line's.
 */
export function parseArguments(given: readonly string[]): Task {
  const lines: string[] = [];
  let open = false;
  let json = false;
  for (const argument of given) {
    if (argument.startsWith("/")) {
      lines.push(argument);
      open = !/\s/.test(argument);
    } else if (open) {
      lines.push(`${lines.pop() ?? ""} ${quote(argument)}`);
    } else if (argument === "--json") {
      json = true;
    } else if (argument === "--help" || argument === "-h") {
      return { kind: "help" };
    } else if (argument === "--version") {
      return { kind: "version" };
    } else if (argument.startsWith("-")) {
      throw new Problem("bad-input", `There is no flag ${argument}.`, { hint: HINT });
    } else if (/\s/.test(argument)) {
      // Without a slash, or a comment: as on standard input, what it means is not for us to say.
      lines.push(argument);
    } else if (argument !== "") {
      throw new Problem("bad-input", `A command begins with a slash: ${argument} does not.`, { hint: HINT });
    }
  }
  return { kind: "run", json, lines };
}

export const usage = `Usage: npm start                          a prompt
       npm start -- "/db up postgres"       run a line, or several, and end
       npm start -- /db up postgres         the same: the words of one line
       npm start < lines.txt                one line each; # begins a comment

Options, before the first line:
  --json       one JSON object a line on standard output, everything else on standard error
  --help       this
  --version    the version

Ends with 0, with 1 when a line was not done, with 2 when these arguments were not understood.
What can be typed: /longshore help`;

const HINT = "npm start -- --help";
