import { ComponentType } from "discord.js";
import type { APIMessageComponentInteraction, REST } from "discord.js";
import type { Caller } from "#core/caller.ts";
import type { Commands } from "#core/command.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { commandOf } from "../lines.ts";
import { inline } from "../text.ts";
import { acknowledge, DEFERRED_UPDATE } from "./acknowledge.ts";
import type { Button, Buttons } from "./buttons.ts";
import { pressedCard } from "./card.ts";
import type { Place } from "./conversation.ts";
import { notice, placeOf, refused } from "./notices.ts";
import { callerOf } from "./identity.ts";
import type { Envelope } from "./identity.ts";
import { escapeMarkdown } from "./markdown.ts";
import type { Requests } from "./requests.ts";
import type { Log } from "./settings.ts";
import { saysYes } from "./visibility.ts";

export interface PressParts {
  readonly rest: REST;
  readonly application: string;
  readonly commands: Commands;
  readonly requests: Requests;
  readonly buttons: Buttons;
  readonly log: Log;
  readonly now: () => number;
}

type Press = Envelope & APIMessageComponentInteraction;

/** What happens at a press: the line is run as whoever pressed, once, and the message says so. */
export class Presses {
  readonly #parts: PressParts;

  constructor(parts: PressParts) {
    this.#parts = parts;
  }

  async press(press: Press): Promise<void> {
    const { buttons } = this.#parts;
    const caller = callerOf(press);
    const button = buttons.find(customIdOf(press), caller.user);
    if (typeof button === "string") return notice(this.#parts, press, refused(button));
    const { action } = button;
    if (action.kind === "show") return notice(this.#parts, press, action.reply, caller.user);
    if (action.asks && !this.#asksItself(action.line))
      return notice(this.#parts, press, question(action.line), caller.user);
    await this.#run(press, button, action.line, caller);
  }

  async #run(press: Press, button: Button, line: string, caller: Caller): Promise<void> {
    const { rest, commands, requests, buttons, log } = this.#parts;
    const isRead = commandOf(commands, line)?.command.effect === "read";
    // Before anything is waited for: the second of two clicks comes while the first is acknowledged.
    const why = buttons.use(button, !isRead);
    if (why !== undefined) return notice(this.#parts, press, refused(why));
    if (!(await acknowledge(rest, press, DEFERRED_UPDATE, log))) return buttons.release(button);
    const isYes = button.action.kind === "yes";
    const note = `${inline(caller.displayName)} · ${redact(inline(line))}`;
    const place = placeOf(this.#parts, press, isYes ? "instead" : "below", note);
    let used = false;
    let held = true;
    // Once: what was let go may be somebody else's the next moment.
    const letGo = () => {
      if (held) buttons.release(button);
      held = false;
    };
    await requests.answer({
      what: { line },
      caller,
      place,
      onFirst: (first) => {
        used = !isRead && !refuses(first);
        // Before it is shown: whoever sees that nothing was done may press at once.
        if (!used && first.tone !== "working") letGo();
        // A question that is answered in private becomes the answer itself.
        if (used && (!isYes || first.audience === "channel")) requests.begin(() => this.#settle(press, place, caller));
      },
    });
    // What only looks, and what was not allowed, leaves the button as it is.
    if (!used) letGo();
  }

  /** The message with its button switched off, and who pressed it. What does not work is shown nowhere and does no harm. */
  async #settle(press: Press, { webhook }: Place, { displayName }: Caller): Promise<void> {
    const customId = customIdOf(press);
    const note = `-# ${escapeMarkdown(inline(displayName))} pressed this.`;
    const components = pressedCard(press.message, customId, note);
    if (components) await webhook.retouch(components).catch(() => undefined);
  }

  /** A destroying line asks by itself, unless it has its yes in it. */
  #asksItself(line: string): boolean {
    const named = commandOf(this.#parts.commands, line);
    return named?.command.effect === "destroy" && !saysYes(named.words);
  }
}

/** A menu's choices are buttons, too. */
function customIdOf({ data }: Press): string {
  const isMenu = data.component_type === ComponentType.StringSelect;
  return (isMenu ? data.values?.[0] : data.custom_id) ?? "";
}

function question(line: string): Reply {
  const title = `This runs ${line}`;
  return { tone: "warning", title, audience: "caller", confirm: { question: title, command: line } };
}

/** Nothing was done: it was refused, or asked about first. */
function refuses({ problem, confirm }: Reply): boolean {
  return problem !== undefined || confirm !== undefined;
}
