import { z } from "zod";
import { callerId } from "./caller.ts";
import type { Caller } from "./caller.ts";
import { Problem } from "./problem.ts";

/** A person, as a chat writes a mention once it is undone, or by the whole id. */
export const person = z.string().meta({ placeholder: "user", examples: ["@U345", "slack:T012/U345"] });

/** The `callerId` somebody means: a whole one, or a user of the asker's own team. Names change hands, so none is taken. */
export function personId(text: string, asker: Caller): string {
  if (/^[a-z]+:[^\s/]+\/[A-Za-z0-9_.-]+$/.test(text)) return text;
  const [, user] = /^<?@?!?([A-Z0-9]{2,})(?:\|[^>]*)?>?$/.exec(text) ?? [];
  if (user !== undefined) return callerId({ ...asker, user });
  throw new Problem("bad-input", `"${text}" is no person this bot can tell apart from others.`, {
    hint: "Mention them, or write the id that /longshore whoami shows them.",
  });
}
