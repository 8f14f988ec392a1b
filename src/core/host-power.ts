import type { Step } from "./reply.ts";

/** A machine that can be started, stopped and brought up to date from here. */
export interface HostPower {
  /** For a sentence: "the WSL distribution Ubuntu". */
  readonly what: string;
  /** The machines of this kind there are, this one among them or not. */
  distributions(signal: AbortSignal): Promise<readonly Distribution[]>;
  /** Whether it runs, asked without starting it. */
  isRunning(signal: AbortSignal): Promise<boolean>;
  /** Starts the machine and the engine in it; ends when the engine answers. */
  start(signal: AbortSignal): AsyncGenerator<Step, void>;
  /** Until `start`, requests are refused: each of them would start it again. */
  stop(signal: AbortSignal): AsyncGenerator<Step, void>;
  /** Everything on the machine, and on its siblings, stops: ask first. */
  update(signal: AbortSignal): AsyncGenerator<Step, Updated>;
  /** From where a published port can be reached, the likeliest first, each tried. */
  reach(port: number, signal: AbortSignal): Promise<readonly Reach[]>;
}

export interface Distribution {
  readonly name: string;
  readonly running: boolean;
}

export interface Updated {
  readonly before: string;
  readonly after: string;
  /** What the program said at the end: whether a restart is needed is told nowhere else, and in any language. */
  readonly said: string;
}

export interface Reach {
  readonly address: string;
  readonly answers: boolean;
  /** Whose clients this address is for: "programs on this Windows machine". */
  readonly from: string;
}
