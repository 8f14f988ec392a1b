import type { z } from "zod";
import type { Approvals } from "./approval.ts";
import type { AuditTrail } from "./audit.ts";
import type { Caller } from "./caller.ts";
import type { DrawChart } from "./chart.ts";
import type { Databases } from "./database.ts";
import type { Doctor } from "./doctor.ts";
import type { RunPolicy } from "./docker-run/run-policy.ts";
import type { Hosts } from "./host.ts";
import type { Leases } from "./lease.ts";
import type { Notifier } from "./notifier.ts";
import type { Wanted } from "./placement.ts";
import type { Verdict } from "./policy.ts";
import type { Reply } from "./reply.ts";

/**
 * One verb, one file in `commands/`; its path is its name: `commands/db/up.ts` answers `/db up`.
 *
 * `input` is the only description of what can be typed. From it come the parsing of words, typed options, completion,
 * forms, help and the manual. See `options.ts` for the `.meta()` that is understood.
 */
export interface Command<I extends z.ZodObject = z.ZodObject> {
  /** At most 100 characters: the limit of a Discord description. */
  readonly summary: string;
  /** Lines somebody could type, each with what it does; the first is the commonest. */
  readonly examples?: readonly { readonly line: string; readonly does: string }[];
  readonly input: I;
  /**
   * The same input in one form, before anybody looks at it: for words that may stand in several places. Throws a Problem
   * for what cannot be meant.
   */
  normalise?(input: z.output<I>): z.output<z.ZodObject>;
  /** A destroying command asks first, everywhere: see `confirm`. */
  readonly effect: "read" | "change" | "destroy";
  /** "anyone" is for what a stranger needs to be let in: help and whoami. */
  readonly access: Access | "anyone";
  /** Who sees the answer when the reply does not say. Default: the caller for reads, the channel for changes. */
  readonly audience?: "caller" | "channel";
  /**
   * What the caller is asked before a destroying command runs: the exact things that would go. Undefined: this input
   * destroys nothing, as with `--dry-run`, so nobody is asked.
   */
  confirm?(context: Context<z.output<I>>): Promise<string | undefined>;
  /**
   * What it would make. A command that has this and an option for the host is never run without one where there are
   * several: the first that has room is filled in, before anybody decides whether the caller may.
   */
  wanted?(context: Pick<Context<z.output<I>>, "input" | "databases" | "runPolicy">): Wanted;
  run(context: Context<z.output<I>>): AsyncIterable<Reply>;
}

export type Access = "viewer" | "operator" | "admin";

/** All a command may touch. */
export interface Context<I> {
  readonly input: I;
  readonly caller: Caller;
  /** Aborted when the caller cancels or the bot stops. */
  readonly signal: AbortSignal;
  readonly hosts: Hosts;
  readonly databases: Databases;
  readonly leases: Leases;
  /** What a `/docker run` line may ask for, by the settings. */
  readonly runPolicy: RunPolicy;
  readonly draw: DrawChart;
  readonly commands: Commands;
  /** What this caller may do: for help and menus. */
  readonly may: (command: Command) => boolean;
  readonly role: () => Access | undefined;
  /** What would become of this line, from this caller; nothing is run. Throws a Problem for a line that cannot be read. */
  readonly explain: (line: string) => Promise<Verdict>;
  /** Undefined where nothing can be approved. */
  readonly approvals: Approvals | undefined;
  /** Undefined where nothing is recorded, as in a test. */
  readonly audit: AuditTrail | undefined;
  /** Says something in a channel, as `Notifier.tell` does. */
  readonly tell: Notifier["tell"];
  /** A message to one person alone, a `callerId`; it may hold a secret. False: it did not reach them. */
  readonly send: (person: string, reply: Reply) => Promise<boolean>;
  /** Undefined where there is nothing to examine, as in a test. */
  readonly doctor: Doctor | undefined;
}

/** The commands of `commands/`, by path: "db up". */
export interface Commands {
  readonly all: ReadonlyMap<string, Command>;
}

/** Keeps the input's type for `run` while the loader sees a plain Command. */
export function defineCommand<I extends z.ZodObject>(command: Command<I>): Command<I> {
  return command;
}
