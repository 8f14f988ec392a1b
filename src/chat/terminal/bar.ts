import type { Progress } from "#core/reply.ts";
import { progressNumbers } from "#core/rate.ts";
import { columns, fit } from "../columns.ts";
import { inline } from "./harmless.ts";
import type { Page } from "./paint.ts";

const GAP = "  ";
const LONGEST_BAR = 20;
const SHORTEST_BAR = 10;
const SHORTEST_LABEL = 10;

/**
 * Progress on one line: `Pulling postgres:16  ━━━━━━━─────────────  35 %  10.2 MiB of 29.1 MiB  3.1 MiB/s  7 s left`.
 * Where it is narrow the bar gives way first, then the label.
 */
export function progressLine(progress: Omit<Progress, "kind">, page: Page): string {
  const label = inline(progress.label);
  const percent = percentOf(progress);
  const numbers = [...(percent === undefined ? [] : [`${Math.floor(percent)} %`]), ...progressNumbers(progress)].join(
    GAP,
  );
  const room = page.width - columns(numbers) - GAP.length;
  const barRoom = room - GAP.length - SHORTEST_LABEL;
  // Where nobody looks at it in a terminal a bar is noise.
  if (percent === undefined || barRoom < SHORTEST_BAR || !Number.isFinite(page.width)) {
    return fit(`${fit(label, Math.max(1, room))}${GAP}${numbers}`, page.width);
  }
  const left = Math.min(barRoom, room - GAP.length - columns(label));
  const length = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, left));
  const full = Math.round((percent / 100) * length);
  const bar = page.paint("bar", "━".repeat(full)) + page.paint("rest", "─".repeat(length - full));
  return [fit(label, room - GAP.length - length), bar, numbers].join(GAP);
}

function percentOf({ done, total }: Pick<Progress, "done" | "total">): number | undefined {
  if (total === undefined || !(total > 0) || !Number.isFinite(done)) return undefined;
  return Math.min(100, Math.max(0, (100 * done) / total));
}
