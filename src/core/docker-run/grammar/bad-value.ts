import { Problem } from "../../problem.ts";

/**
 * A value that a flag cannot have. The sentence is the end of `--flag "value": …`, so it begins with a small letter;
 * whoever reads the line puts the flag in front and goes on reading.
 */
export function badValue(sentence: string): Problem {
  return new Problem("bad-input", sentence);
}
