import { type ChildProcess, spawn } from "node:child_process";
import { childEnd, endChild, unrefChild } from "../stdio/child.ts";
import { type Program, spawnOptions } from "../stdio/program.ts";

/**
 * Keeps a distribution from being stopped.
 *
 * WSL ends a distribution 15 s after the last program that wsl.exe started in it (`[general] instanceIdleTimeout`),
 * and services do not count: Docker and its containers would be cut off hard (microsoft/WSL#8854). So one program of
 * ours stays: `cat`, which waits for an input that never comes, and ends with us however we end.
 */
export class Keeper {
  readonly #program: Program;
  #child: ChildProcess | undefined;

  constructor(program: Program) {
    this.#program = program;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it when it does not run. Why it could not start, the connection that is made next will say. */
  hold(): void {
    if (this.#child) return;
    const { command, args } = this.#program;
    const child = spawn(command, args, { ...spawnOptions(this.#program), stdio: ["pipe", "ignore", "ignore"] });
    this.#child = child;
    // Not started again by itself: somebody who says `wsl --shutdown` means it. The next request does.
    const gone = () => {
      if (this.#child === child) this.#child = undefined;
    };
    child.on("error", gone);
    child.on("exit", gone);
    child.stdin.on("error", () => {});
    unrefChild(child);
  }

  /** Ends it, and waits until it has ended. */
  async release(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    endChild(child);
    await childEnd(child);
  }
}
