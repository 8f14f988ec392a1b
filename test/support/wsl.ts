import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Environment } from "#hosts/kind.ts";

/** What `wsl-shim.mjs` is told to be. */
export interface WslState {
  readonly installed?: boolean;
  readonly distributions: readonly string[];
  readonly running: readonly string[];
  readonly language?: "en" | "zh";
  /** False for a WSL that does not know WSL_UTF8. */
  readonly utf8?: boolean;
  readonly version?: string;
  /** The version an update brings; "denied" for one that may not be installed. */
  readonly update?: string;
  readonly users?: readonly string[];
  /** PATH in the distribution. */
  readonly path?: string;
  readonly mode?: string;
}

/** A machine with a `wsl.exe`, which is our shim. */
export interface FakeWsl extends AsyncDisposable {
  readonly environment: Environment;
  state(): Promise<WslState>;
  set(change: Partial<WslState>): Promise<void>;
}

export async function openWsl(state: Partial<WslState> = {}): Promise<FakeWsl> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-wsl-"));
  const file = join(folder, "state.json");
  const shim = resolve(import.meta.dirname, "wsl-shim.mjs");
  const wrapper = `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(shim)} "$@"\n`;
  await writeFile(join(folder, "wsl.exe"), wrapper);
  await chmod(join(folder, "wsl.exe"), 0o755);
  const read = async (): Promise<WslState> => JSON.parse(await readFile(file, "utf8"));
  const set = async (change: Partial<WslState>) => {
    const before = await read().catch(() => ({ distributions: ["Ubuntu"], running: ["Ubuntu"], version: "2.6.1.0" }));
    await writeFile(file, JSON.stringify({ ...before, ...change }));
  };
  await set(state);
  const variables = { ...process.env, PATH: `${folder}:${process.env["PATH"]}`, WSL_SHIM: folder };
  return {
    environment: { platform: process.platform, home: folder, variables },
    state: read,
    set,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
