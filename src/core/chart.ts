/** A picture of numbers over time: panels one below the other that share the time. */
export interface Chart {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** How long it covers, in milliseconds. */
  readonly spanMs: number;
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  /** How a value is written at the axis. */
  show(value: number): string;
  /** Steps of the axis are round in twos, as bytes are, and not in tens. */
  readonly isBinary: boolean;
}

/** The same name is the same colour in every panel. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Point {
  /** Since the beginning. */
  readonly atMs: number;
  readonly value: number;
}

/** Draws a chart as a PNG image that a phone's screen can show. */
export type DrawChart = (chart: Chart) => Promise<Uint8Array>;

/** Lines of one picture that can be told apart by colour. */
export const MOST_LINES = 8;

/**
 * Marks of an axis from 0 to a round number that is not below `most`: four or five steps that people can count in.
 * Nothing but zeros has marks too, and so has what is too little for a step of its own.
 */
export function marksOf(most: number, isBinary: boolean): readonly number[] {
  const end = most > LEAST ? most : 1;
  const step = roundStep(end / 4, isBinary);
  const count = Math.max(1, Math.ceil(end / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Far below anything that is measured, and far above where numbers lose their digits. */
const LEAST = 1e-9;

function roundStep(least: number, isBinary: boolean): number {
  if (!isBinary) {
    const power = 10 ** Math.floor(Math.log10(least));
    return power * ([1, 2, 2.5, 5].find((factor) => factor * power >= least - power * 1e-9) ?? 10);
  }
  return 2 ** Math.ceil(Math.log2(least) - 1e-9);
}
