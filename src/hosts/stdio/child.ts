import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** Docker's CLI and ssh end at once when asked; what does not is not waited for longer. */
const KILL_AFTER_MS = 2000;

/** Ends a child for certain: its pipes are closed, it is asked, then it is killed. Ending one that has ended is nothing. */
export function endChild(child: ChildProcess): void {
  for (const stream of child.stdio) stream?.destroy();
  if (!isRunning(child)) return;
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  // If we end before, the closed pipes are what ends it.
  kill.unref();
  child.once("exit", () => clearTimeout(kill));
}

/** Waits until it has ended; one that never started has. */
export async function childEnd(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, "exit");
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** A running child keeps nobody from ending. */
export function unrefChild(child: ChildProcess): void {
  child.unref();
  for (const stream of pipes(child)) stream.unref?.();
}

export function refChild(child: ChildProcess): void {
  child.ref();
  for (const stream of pipes(child)) stream.ref?.();
}

/** The child's ends of pipes, which Node makes of net.Socket and gives the types of what a net.Socket extends. */
export function pipes(child: ChildProcess): readonly (Pipe & { ref?(): void; unref?(): void })[] {
  return child.stdio.filter((stream): stream is Pipe => stream !== null && stream !== undefined);
}

type Pipe = Readable | Writable;
