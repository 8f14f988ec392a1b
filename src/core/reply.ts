import { Rate } from "./rate.ts";
import type { Secret } from "./secret.ts";

/**
 * What happened, never how it looks: each platform renders it within its own limits.
 *
 * A command yields replies; each one replaces the one before it, the last one stays.
 */
export interface Reply {
  readonly tone: Tone;
  /** One line, no markup. */
  readonly title: string;
  /** Who sees it. Default: the caller for reads, the channel for changes. A secret block forces the caller. */
  readonly audience?: "caller" | "channel";
  readonly blocks?: readonly Block[];
  readonly actions?: readonly Action[];
  /** With "working": it goes on until somebody has seen enough, so it belongs where it can be edited. */
  readonly live?: boolean;
  /** Set when a Problem ended the request. */
  readonly problem?: { readonly code: string; readonly message: string; readonly hint?: string };
  /** Set when nothing was done yet and the caller is asked: running `command` is the yes. */
  readonly confirm?: { readonly question: string; readonly command: string };
}

export type Tone = "working" | "ok" | "warning" | "error";

/** A button: a command line, run as whoever presses it. */
export interface Action {
  readonly label: string;
  readonly command: string;
  readonly danger?: boolean;
}

export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: "table"; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "log"; readonly name: string; readonly text: string; readonly truncated: boolean }
  | Progress
  | { readonly kind: "image"; readonly name: string; readonly png: Uint8Array; readonly alt: string }
  | { readonly kind: "file"; readonly name: string; readonly bytes: Uint8Array }
  | {
      readonly kind: "secret";
      readonly label: string;
      readonly value: Secret;
      /** The line that shows it again, for chats whose private messages vanish. */
      readonly again?: string;
    };

export interface Progress {
  readonly kind: "progress";
  readonly label: string;
  readonly done: number;
  readonly total?: number;
  readonly unit?: "bytes" | "steps";
  /** In units, over the last seconds. */
  readonly perSecond?: number;
}

/** One step of long work, told while it goes on. */
export interface Step {
  readonly text: string;
  readonly progress?: Omit<Progress, "kind" | "label" | "perSecond">;
}

/** Steps of long work as replies that say "working": `const result = yield* working("Starting shop", steps)`. */
export async function* working<T>(title: string, steps: AsyncGenerator<Step, T>): AsyncGenerator<Reply, T> {
  const rate = new Rate();
  for (;;) {
    const next = await steps.next();
    if (next.done) return next.value;
    const { text, progress } = next.value;
    const perSecond = progress?.unit === "bytes" ? rate.measure(progress.done, Date.now()) : undefined;
    const block: Block = progress
      ? { kind: "progress", label: text, ...progress, ...(perSecond !== undefined && { perSecond }) }
      : { kind: "text", text };
    yield { tone: "working", title, blocks: [block] };
  }
}
