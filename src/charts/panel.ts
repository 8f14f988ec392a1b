import type { SKRSContext2D } from "@napi-rs/canvas";
import { marksOf } from "#core/chart.ts";
import type { Panel } from "#core/chart.ts";
import { FONT } from "./font.ts";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface PanelOptions {
  readonly box: Box;
  readonly spanMs: number;
  readonly colours: ReadonlyMap<string, string>;
  /** Writes the time below: only the lowest panel has it, as all share it. */
  readonly withTimes: boolean;
}

const HEADING = 84;
/** For the numbers at the left, and for the time below. */
const LEFT = 150;
const BELOW = 64;
const TIMES = 4;

/** One panel: its title, an axis with round numbers, and a line for each name that has a colour. */
export function drawPanel(context: SKRSContext2D, panel: Panel, options: PanelOptions): void {
  const { box, spanMs, colours, withTimes } = options;
  const plot = {
    x: box.x + LEFT,
    y: box.y + HEADING,
    width: box.width - LEFT,
    height: box.height - HEADING - BELOW,
  };
  const shown = panel.lines.filter(({ name }) => colours.has(name));
  const most = Math.max(0, ...shown.flatMap(({ points }) => points.map(({ value }) => value)));
  const marks = marksOf(most, panel.isBinary);
  const top = marks.at(-1) ?? 1;
  const x = (atMs: number) => plot.x + (plot.width * Math.min(atMs, spanMs)) / spanMs;
  const y = (value: number) => plot.y + plot.height * (1 - value / top);

  context.textBaseline = "middle";
  write(context, panel.title, { x: box.x, y: box.y + 24, align: "left", font: `bold 30px ${FONT}` });
  for (const mark of marks) {
    rule(context, plot, y(mark), mark === 0);
    write(context, panel.show(mark), { x: plot.x - 16, y: y(mark), align: "right", font: `26px ${FONT}` });
  }
  if (withTimes) {
    for (let index = 0; index <= TIMES; index++) {
      const atMs = (spanMs * index) / TIMES;
      const align = index === 0 ? "left" : index === TIMES ? "right" : "center";
      const text = `${Math.round(atMs / 100) / 10} s`;
      write(context, text, { x: x(atMs), y: plot.y + plot.height + 32, align, font: `26px ${FONT}` });
    }
  }
  for (const { name, points } of shown) {
    const places = points.map(({ atMs, value }) => [x(atMs), y(value)] as const);
    stroke(context, places, colours.get(name) ?? "#000000");
  }
}

function rule(context: SKRSContext2D, plot: Box, at: number, isBase: boolean): void {
  context.strokeStyle = isBase ? "#616061" : "#dddddd";
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(plot.x, at);
  context.lineTo(plot.x + plot.width, at);
  context.stroke();
}

function stroke(context: SKRSContext2D, places: readonly (readonly [x: number, y: number])[], colour: string): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 5;
  context.lineJoin = "round";
  context.lineCap = "round";
  context.beginPath();
  for (const [x, y] of places) context.lineTo(x, y);
  context.stroke();
  // One measurement is no line, and is seen all the same.
  const [only, another] = places;
  if (!only || another) return;
  context.beginPath();
  context.arc(only[0], only[1], 7, 0, 2 * Math.PI);
  context.fill();
}

interface Writing {
  readonly x: number;
  readonly y: number;
  readonly align: "left" | "right" | "center";
  readonly font: string;
}

function write(context: SKRSContext2D, text: string, { x, y, align, font }: Writing): void {
  context.font = font;
  context.textAlign = align;
  context.fillStyle = "#454245";
  context.fillText(text, x, y);
}
