import { createRequire } from "node:module";
import type * as Skia from "@napi-rs/canvas";
import { MOST_LINES } from "#core/chart.ts";
import type { Chart, DrawChart } from "#core/chart.ts";
import { Problem } from "#core/problem.ts";
import { FONT } from "./font.ts";
import { drawPanel } from "./panel.ts";

// Upright and with large letters: chats scale it down to the width of a phone, some 400 points.
const WIDTH = 1080;
const MARGIN = 40;
const TITLE_HEIGHT = 90;
const PANEL_HEIGHT = 480;
const LEGEND_ROW = 52;
const LEGEND_COLUMNS = 2;

/** Okabe and Ito's colours, which people who see few colours can tell apart; their yellow is too light for lines. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#7a5195"] as const;

/** Skia and the letters are loaded with the first chart: that takes 50 ms and 40 MB, and many bots never draw one. */
export const drawChart: DrawChart = async (chart) => {
  const { createCanvas } = await load();
  const names = [...new Set(chart.panels.flatMap(({ lines }) => lines.map(({ name }) => name)))].slice(0, MOST_LINES);
  const rows = Math.ceil(names.length / LEGEND_COLUMNS);
  const panels = chart.panels.length;
  const canvas = createCanvas(WIDTH, TITLE_HEIGHT + panels * PANEL_HEIGHT + rows * LEGEND_ROW + MARGIN);
  const context = canvas.getContext("2d");
  // White whatever the chat's own colour is: transparent, its letters would vanish in a dark one.
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawTitle(context, chart);
  const colours = new Map(names.map((name, index) => [name, COLOURS[index] ?? "#000000"]));
  for (const [index, panel] of chart.panels.entries()) {
    const box = { x: MARGIN, y: TITLE_HEIGHT + index * PANEL_HEIGHT, width: WIDTH - 2 * MARGIN, height: PANEL_HEIGHT };
    drawPanel(context, panel, { box, spanMs: chart.spanMs, colours, withTimes: index === panels - 1 });
  }
  drawLegend(context, colours, TITLE_HEIGHT + panels * PANEL_HEIGHT);
  return canvas.encode("png");
};

function drawTitle(context: Skia.SKRSContext2D, { title }: Chart): void {
  context.fillStyle = "#1d1c1d";
  context.font = `bold 36px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(title, MARGIN, TITLE_HEIGHT / 2, WIDTH - 2 * MARGIN);
}

function drawLegend(context: Skia.SKRSContext2D, colours: ReadonlyMap<string, string>, top: number): void {
  const column = (WIDTH - 2 * MARGIN) / LEGEND_COLUMNS;
  context.font = `28px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const [index, [name, colour]] of [...colours].entries()) {
    const x = MARGIN + (index % LEGEND_COLUMNS) * column;
    const y = top + Math.floor(index / LEGEND_COLUMNS) * LEGEND_ROW + LEGEND_ROW / 2;
    context.fillStyle = colour;
    context.fillRect(x, y - 6, 40, 12);
    context.fillStyle = "#1d1c1d";
    context.fillText(shortened(context, name, column - 80), x + 56, y);
  }
}

/** The end of a name tells it from its neighbours as often as its beginning. */
function shortened(context: Skia.SKRSContext2D, name: string, width: number): string {
  for (let kept = name.length; kept > 4; kept--) {
    const text =
      kept === name.length ? name : `${name.slice(0, Math.ceil(kept / 2))}…${name.slice(-Math.floor(kept / 2))}`;
    if (context.measureText(text).width <= width) return text;
  }
  return name.slice(0, 4);
}

let loading: Promise<typeof Skia> | undefined;

function load(): Promise<typeof Skia> {
  loading ??= import("@napi-rs/canvas").then(
    (canvas) => {
      const require = createRequire(import.meta.url);
      canvas.GlobalFonts.registerFromPath(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"), FONT);
      canvas.GlobalFonts.registerFromPath(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"), FONT);
      return canvas;
    },
    (cause: unknown) => {
      throw new Problem("internal", "This machine cannot draw: there is no Skia for it.", {
        hint: "Without --chart the numbers come as a table.",
        cause,
      });
    },
  );
  return loading;
}
