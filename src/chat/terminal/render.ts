import type { Action, Reply, Tone } from "#core/reply.ts";
import { blockLines, indented, MARGIN } from "./blocks.ts";
import { columns } from "../columns.ts";
import { harmless, inline } from "./harmless.ts";
import { LEAST_WIDTH } from "./limits.ts";
import type { Page } from "./paint.ts";
import { wrap, wrapAll } from "./wrap.ts";

const marks: Readonly<Record<Tone, string>> = { working: "…", ok: "✓", warning: "!", error: "✗" };

/**
 * A reply as lines of text. None is wider than the page, but for what must stay whole to be copied: secrets, URLs, and
 * lines to type. Secrets are revealed: the terminal of the caller is private.
 */
export function render(reply: Reply, { width, paint }: Page): string[] {
  const page: Page = { width: Math.max(LEAST_WIDTH, width), paint };
  const parts = [
    problemLines(reply, page),
    ...(reply.blocks ?? []).map((block) => blockLines(block, page)),
    confirmLines(reply, page),
    hintLines(reply, page),
    actionLines(reply.actions ?? [], page),
  ].filter((lines) => lines.length > 0);
  const title = titleLines(reply, page);
  // A sentence belongs to its title; everything else has air around it.
  const first = reply.blocks?.[0];
  const close = problemLines(reply, page).length > 0 || !first || first.kind === "text" || first.kind === "progress";
  return parts.reduce((lines, part, index) => [...lines, ...(index === 0 && close ? [] : [""]), ...part], title);
}

function titleLines({ tone, title }: Reply, page: Page): string[] {
  return wrap(inline(title), page.width - MARGIN.length).map((line, index) =>
    index === 0 ? `${page.paint(tone, marks[tone])} ${page.paint("title", line)}` : MARGIN + page.paint("title", line),
  );
}

function problemLines({ title, problem }: Reply, page: Page): string[] {
  if (!problem || problem.message === title) return [];
  return indented(wrapAll(harmless(problem.message), page.width - MARGIN.length));
}

/** The hint stands last, next to the prompt where it will be followed; a question says itself what to type. */
function hintLines({ problem, confirm }: Reply, page: Page): string[] {
  if (problem?.hint === undefined || confirm) return [];
  const arrow = "→ ";
  if (/^\/.*$/.test(problem.hint)) return [`${MARGIN}${arrow}${page.paint("command", inline(problem.hint))}`];
  return wrapAll(harmless(problem.hint), page.width - MARGIN.length - arrow.length).map((line, index) =>
    index === 0 ? MARGIN + arrow + line : `${MARGIN}  ${line}`,
  );
}

function confirmLines({ confirm }: Reply, page: Page): string[] {
  if (!confirm) return [];
  const question = wrapAll(harmless(confirm.question), page.width - MARGIN.length);
  return [...indented(question), ...typed([{ label: "does it", command: confirm.command }], page)];
}

function actionLines(actions: readonly Action[], page: Page): string[] {
  return typed(actions, page);
}

/** Lines to type, each with what it does beside it, or below it where there is no room. A line to type is never broken. */
function typed(actions: readonly Action[], page: Page): string[] {
  const lines = actions.map(({ command, label, danger }) => ({
    command: inline(command),
    label: inline(label),
    part: danger ? ("danger" as const) : ("label" as const),
  }));
  const longest = Math.max(0, ...lines.map(({ command }) => columns(command)));
  const left = MARGIN.length + longest + 2;
  const beside = lines.every(({ label }) => left + columns(label) <= page.width);
  return lines.flatMap(({ command, label, part }) => {
    const first = MARGIN + page.paint("command", command);
    if (beside) return [first + " ".repeat(left - MARGIN.length - columns(command)) + page.paint(part, label)];
    const below = wrap(label, page.width - 2 * MARGIN.length);
    return [first, ...below.map((line) => MARGIN.repeat(2) + page.paint(part, line))];
  });
}
