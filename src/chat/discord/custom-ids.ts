import type { Reply } from "#core/reply.ts";
import type { Buttons } from "./buttons.ts";
import type { RenderOptions } from "./render.ts";

/** The custom ids of a reply's buttons, each remembered for who may press it; undefined is everybody. */
export function customIds({ confirm }: Reply, buttons: Buttons, user: string | undefined): RenderOptions["customId"] {
  return ({ command, danger = false }) => {
    const isYes = confirm?.command === command;
    return buttons.remember({ kind: isYes ? "yes" : "run", line: command, asks: danger && !isYes }, user);
  };
}
