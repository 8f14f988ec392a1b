import { stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { inline } from "#chat/terminal/harmless.ts";
import { painter } from "#chat/terminal/paint.ts";
import { render } from "#chat/terminal/render.ts";
import { anyReply, anyReplyWithoutSecret } from "./any-reply.ts";

const width = fc.integer({ min: 20, max: 160 });

/** What a terminal takes for a command, breaks a line at, or reorders text by; `\n` too, as a line is one line. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

test("no line is wider than the terminal, but for URLs and lines to type", () => {
  fc.assert(
    fc.property(anyReplyWithoutSecret, width, (reply, width) => {
      const whole = [
        reply.confirm?.command,
        reply.problem?.hint,
        ...(reply.actions ?? []).map(({ command }) => command),
      ];
      const isExcused = (line: string) =>
        line.includes("://") || whole.some((text) => text && line.includes(inline(text)));
      const lines = render(reply, { width, paint: painter(false) });
      expect(lines.filter((line) => stringWidth(line) > width && !isExcused(line))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("nothing in a reply reaches the terminal as a control character", () => {
  fc.assert(
    fc.property(anyReply, width, (reply, width) => {
      for (const line of render(reply, { width, paint: painter(false) })) expect(line).not.toMatch(UNSAFE);
    }),
    { numRuns: 500 },
  );
});

test("colour changes nothing but colour", () => {
  fc.assert(
    fc.property(anyReply, width, (reply, width) => {
      const plain = render(reply, { width, paint: painter(false) });
      const coloured = render(reply, { width, paint: painter(true) });
      expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(plain);
    }),
    // A blank before a colour that is taken out was once the end of a label, and only there without colour.
    {
      numRuns: 500,
      examples: [[{ tone: "ok", title: "", blocks: [{ kind: "fields", fields: { "# \u001b[31m": "" } }] }, 20]],
    },
  );
});

test("text that fits and does no harm is printed as it is", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/), (text) => {
      const lines = render(
        { tone: "ok", title: "x", blocks: [{ kind: "text", text }] },
        { width: 80, paint: painter(false) },
      );
      expect(lines).toEqual(["✓ x", `  ${text}`]);
    }),
  );
});
