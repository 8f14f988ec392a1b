import type { EngineDescription, Host } from "#core/host.ts";

/** How long an answer is new: memory and CPUs of a host seldom change, and the engine takes up to 60 ms to tell. */
const freshMs = 60_000;

export interface EngineFacts {
  of(host: Host, signal: AbortSignal): Promise<EngineDescription>;
}

/**
 * What hosts said about themselves lately, so that no request but the first has to wait for it: what is known is given at
 * once, and asked for again in the background when it is not new any more.
 */
export function rememberEngineFacts(): EngineFacts {
  const known = new Map<string, { at: number; readonly facts: EngineDescription }>();

  async function ask(host: Host, signal: AbortSignal): Promise<EngineDescription> {
    const facts = await host.describe(signal);
    known.set(host.name, { at: performance.now(), facts });
    return facts;
  }

  return {
    async of(host, signal) {
      const last = known.get(host.name);
      if (!last) return ask(host, signal);
      if (performance.now() - last.at > freshMs) {
        last.at = performance.now();
        // Nobody waits for it; a host that does not answer is met by whatever is asked of it next.
        ask(host, AbortSignal.timeout(freshMs)).catch(() => undefined);
      }
      return last.facts;
    },
  };
}
