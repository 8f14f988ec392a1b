import type { Reply } from "#core/reply.ts";
import { progressLine } from "./bar.ts";
import { fit } from "../columns.ts";
import { inline } from "./harmless.ts";
import { LIVE_INTERVAL_MS, PLAIN_INTERVAL_MS } from "./limits.ts";
import type { Output } from "./output.ts";
import type { Page, Paint } from "./paint.ts";

/** Tells that a command is at work. Silent for the short ones: most answer before there is anything to tell. */
export interface ProgressDisplay {
  /** What is shown until the first reply says better. */
  begin(text: string): void;
  show(reply: Reply): void;
  /** What is shown from now on, whatever replies say. */
  hold(text: string): void;
  /** Takes the line away; before anything else is printed. While the command runs it comes back by itself. */
  clear(): void;
  end(): void;
}

/** On a terminal one line, drawn over and over; elsewhere plain lines, and only those that say something new. */
export function progressDisplay(output: Output, paint: Paint): ProgressDisplay {
  return output.stream.isTTY ? liveLine(output, paint) : plainLines(output, paint);
}

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

function liveLine(output: Output, paint: Paint): ProgressDisplay {
  let text: (page: Page) => string = () => "";
  let held = false;
  let drawn = false;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  function draw() {
    // A terminal breaks a line that fills its last column, and a broken line cannot be drawn over.
    const page: Page = { width: output.width - 3, paint };
    const spinner = paint("working", SPINNER[frame++ % SPINNER.length] ?? "");
    void output.write(`\r${spinner} ${text(page)}\u001b[K`);
    drawn = true;
  }

  function clear() {
    if (drawn) void output.write("\r\u001b[K");
    drawn = false;
  }

  return {
    begin(line) {
      held = false;
      text = (page) => fit(inline(line), page.width);
      timer ??= setInterval(draw, LIVE_INTERVAL_MS);
    },
    show(reply) {
      if (held) return;
      text = (page) => statusLine(reply, page);
    },
    hold(line) {
      held = true;
      text = (page) => fit(line, page.width);
      draw();
    },
    clear,
    end() {
      clearInterval(timer);
      timer = undefined;
      clear();
    },
  };
}

function plainLines(output: Output, paint: Paint): ProgressDisplay {
  let told = "";
  let toldAt = Number.NEGATIVE_INFINITY;
  let next: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  function tell(text: string) {
    next = undefined;
    if (text === told) return;
    told = text;
    toldAt = performance.now();
    void output.write(`… ${text}\n`);
  }

  return {
    begin() {},
    show(reply) {
      next = statusLine(reply, { width: output.width, paint });
      const wait = toldAt + PLAIN_INTERVAL_MS - performance.now();
      if (wait <= 0) tell(next);
      else
        timer ??= setTimeout(() => {
          timer = undefined;
          if (next !== undefined) tell(next);
        }, wait);
    },
    hold: tell,
    clear() {},
    end() {
      clearTimeout(timer);
      timer = undefined;
      next = undefined;
      told = "";
    },
  };
}

/** A working reply on one line: its title, and how far it is. */
export function statusLine(reply: Reply, page: Page): string {
  const title = inline(reply.title);
  const block = reply.blocks?.find(({ kind }) => kind === "progress" || kind === "text");
  if (block?.kind === "progress") {
    // One label for both, so that the bar keeps its place when the room gets narrow.
    return progressLine({ ...block, label: `${title}: ${block.label}` }, page);
  }
  return fit(block?.kind === "text" ? `${title}: ${inline(block.text)}` : title, page.width);
}
