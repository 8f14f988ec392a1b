import { REST } from "discord.js";
import type { Egress } from "./egress.ts";

/** For calls without a limit of their own, and for files. */
export const CALL_MS = 15_000;

/** What fails is tried again by whoever knows whether it may be: this tries nothing again and waits for nothing. */
export function createRest(apiUrl: string, egress: Egress, token: string): REST {
  return new REST({
    api: apiUrl,
    makeRequest: egress.makeRequest,
    retries: 0,
    timeout: CALL_MS,
    rejectOnRateLimit: () => true,
    // Interactions are not counted there.
    globalRequestsPerSecond: Infinity,
    // Each interaction gets handlers of its own, which stay until then.
    handlerSweepInterval: 5_000,
  }).setToken(token);
}
