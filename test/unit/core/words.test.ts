import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { readWords, writeWords } from "#core/words.ts";
import type { Words } from "#core/words.ts";
import { cpuMs } from "#test/support/cpu-time.ts";

const read = (line: string) => readWords(line).words.map(({ text }) => text);
/** What reading gives; anything thrown that is no Problem is thrown on. */
const outcome = (line: string): Words | Problem => {
  try {
    return readWords(line);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
};
const problemOf = (line: string): Problem => {
  const result = outcome(line);
  if (result instanceof Problem) return result;
  throw new Error("no Problem");
};

describe("quoting is a shell's", () => {
  test.each([
    ["a  b\tc\nd", ["a", "b", "c", "d"]],
    [`--grep "a b" 'c d'`, ["--grep", "a b", "c d"]],
    [String.raw`a\ b \"c "d\"e" 'f\g'`, ["a b", '"c', 'd"e', String.raw`f\g`]],
    [`'it'\\''s' x''y ""`, ["it's", "xy", ""]],
    ["$HOME *.ts `id` ; rm | x > y", ["$HOME", "*.ts", "`id`", ";", "rm", "|", "x", ">", "y"]],
    ["run \\\n --name x \\\r\n -d", ["run", "--name", "x", "-d"]],
    ["run \\  --name x", ["run", "--name", "x"]],
    ["", []],
    ["   ", []],
  ])("%j", (line, words) => {
    expect(read(line)).toEqual(words);
  });

  test("every word knows where it stood", () => {
    expect(readWords(`/db  up "a b"`).words).toEqual([
      { text: "/db", start: 0, end: 3 },
      { text: "up", start: 5, end: 7 },
      { text: "a b", start: 8, end: 13 },
    ]);
  });
});

describe("what chats do to text is undone", () => {
  test.each([
    ["—name shop", ["--name", "shop"]],
    ["–p 80", ["-p", "80"]],
    ["––name ——yes —-all", ["--name", "--yes", "--all"]],
    ["--arg=—x=1", ["--arg=--x=1"]],
    ["−5", ["-5"]],
    ["exec web — ls", ["exec", "web", "--", "ls"]],
    ["a—b x–y", ["a—b", "x–y"]],
    ["“a b” „c d“ «e f» ‘g h’", ["a b", "c d", "e f", "g h"]],
    ["name=‘x y’ don’t", ["name=x y", "don't"]],
    ["“a — b” '—name'", ["a — b", "—name"]],
    ["/db\u00A0up\u2009postgres\u3000x", ["/db", "up", "postgres", "x"]],
    ["po\u200Bst\uFEFFgres\u202E", ["postgres"]],
    ["<http://db.example.com|db.example.com>:5432", ["db.example.com:5432"]],
    ["<https://example.com/a?b=1&amp;c=2>", ["https://example.com/a?b=1&c=2"]],
    ["<mailto:ann@example.com|ann@example.com>", ["ann@example.com"]],
    ["<@U123|ann> <@!42> <#C1|ops> <!subteam^S1|@oncall> <!here>", ["@U123", "@42", "#C1", "@S1", "@here"]],
    ["a&amp;b &lt;x&gt; &amp;lt; &quot;", ["a&b", "<x>", "&lt;", "&quot;"]],
    [`"a &amp;&amp; b" 'a &amp; b'`, ["a && b", "a &amp; b"]],
    ["a < b <c> <d", ["a", "<", "b", "<c>", "<d"]],
  ])("%j", (line, words) => {
    expect(read(line)).toEqual(words);
  });

  test("the line of a note pasted into a chat", () => {
    const line =
      "/docker run —name 컨테이너명 -dit -net 네트워크명 -p 3306:3306 mysql —charaterset-set-server=utf8mb4 -collation-server=utf8mb4_unicode_ci";
    expect(read(line)).toEqual([
      "/docker", "run", "--name", "컨테이너명", "-dit", "-net", "네트워크명", "-p", "3306:3306", "mysql",
      "--charaterset-set-server=utf8mb4", "-collation-server=utf8mb4_unicode_ci",
    ]); // prettier-ignore
    expect(readWords(line).repairs).toEqual([
      { from: "—name", to: "--name" },
      { from: "—charaterset-set-server=utf8mb4", to: "--charaterset-set-server=utf8mb4" },
    ]);
  });

  test("repairs that nobody can see are not told", () => {
    expect(readWords("/db\u00A0up “a b” &amp;").repairs).toEqual([]);
    expect(readWords("<http://e.com|e.com> --arg=—x").repairs).toEqual([
      { from: "<http://e.com|e.com>", to: "e.com" },
      { from: "--arg=—x", to: "--arg=--x" },
    ]);
  });
});

describe("what cannot be read is a Problem", () => {
  test("an open quote, with its place", () => {
    const problem = problemOf('/db up postgres --name "shop');
    expect(problem.message).toBe('The quote " at character 24 is never closed.');
    expect(problem.hint).toBe('Close it, or write \\" if you mean the character itself.');
    expect(problem.log?.text).toBe(`/db up postgres --name "shop\n${" ".repeat(23)}^`);
  });

  test("a control character, by its code", () => {
    expect(problemOf("/db up \u001B[31mx").message).toBe(
      "There is a control character (U+001B) at character 8 of the line.",
    );
  });

  test("a line that is too long", () => {
    expect(problemOf("—x ".repeat(34_000)).message).toBe(
      "The line is 102000 characters long; 16000 are the most we read.",
    );
  });

  test.each(["a—", "— ", "<", '"', "'' ", "a=—", "\\ ", "<@", "&"])(
    "the longest line of %j takes no time",
    async (piece) => {
      // 50 ms at most; a step for each pair of characters would be 256 million.
      expect(await cpuMs(() => outcome(piece.repeat(16_000 / piece.length)))).toBeLessThan(1_000);
    },
  );
});

const mangled = fc.string({
  unit: fc.constantFrom(...Array.from("ab-=—–“”‘’'\"\\<>|@#&; \t\n\u00A0\u200B"), "&amp;", "<@U1|a>", "https://x"),
  maxLength: 60,
});

describe("for any text", () => {
  test("words come back, or a Problem", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), mangled), (line) => {
        const result = outcome(line);
        for (const word of result instanceof Problem ? [] : result.words) expect(word.start).toBeLessThan(word.end);
      }),
      { numRuns: 2000 },
    );
  });

  test("what is written is read again as it was", () => {
    // oxlint-disable-next-line no-control-regex
    const typable = (word: string) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(word);
    const word = fc.oneof(fc.string({ unit: "grapheme", maxLength: 20 }), mangled).filter(typable);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(read(writeWords(words))).toEqual(words);
        expect(readWords(writeWords(words)).repairs).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

test("a line that is written reads well", () => {
  expect(writeWords(["--name", "shop", "a b", "--format=a b", "it's", "", "x&y", '"', "컨테이너"])).toBe(
    `--name shop "a b" --format="a b" "it's" '' 'x&y' '"' 컨테이너`,
  );
});
