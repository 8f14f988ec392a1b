import type { EngineDescription, Host } from "#core/host.ts";

/** How long an answer is taken for true: memory and CPUs of a host seldom change. */
const freshMs = 60_000;

export interface EngineFacts {
  of(host: Host, signal: AbortSignal): Promise<EngineDescription>;
}

/** What hosts said about themselves lately, so that not every request has to ask. */
export function rememberEngineFacts(): EngineFacts {
  const known = new Map<string, { readonly at: number; readonly facts: EngineDescription }>();
  return {
    async of(host, signal) {
      const last = known.get(host.name);
      if (last && performance.now() - last.at < freshMs) return last.facts;
      const facts = await host.describe(signal);
      known.set(host.name, { at: performance.now(), facts });
      return facts;
    },
  };
}
