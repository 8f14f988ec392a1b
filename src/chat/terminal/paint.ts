import { styleText } from "node:util";

/** What a piece of text is, as far as colour goes. Colour never says anything that the text does not. */
export type Part = keyof typeof looks;

export type Paint = (part: Part, text: string) => string;

/** How wide, and with which colours, something is rendered. */
export interface Page {
  /** Columns; infinite where nobody looks at it in a terminal, so that nothing is cut for a program that reads it. */
  readonly width: number;
  readonly paint: Paint;
}

export function painter(color: boolean): Paint {
  // Not validated against a stream or the environment: who calls has decided.
  return (part, text) => (color && text !== "" ? styleText([...looks[part]], text, { validateStream: false }) : text);
}

const looks = {
  ok: ["green"],
  warning: ["yellow"],
  error: ["red"],
  working: ["cyan"],
  title: ["bold"],
  label: ["dim"],
  command: ["cyan"],
  danger: ["yellow"],
  bar: ["cyan"],
  rest: ["dim"],
} as const;
