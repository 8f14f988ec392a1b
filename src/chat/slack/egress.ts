import type { webApi } from "@slack/bolt";

/** Where Slack may be reached, and nothing else: the one door for every call the adapter makes. */
export interface Egress {
  readonly fetch: webApi.FetchFunction;
  /** Whether a connection to this host name may be made, for the websocket. */
  allows(hostname: string): boolean;
}

export interface EgressOptions {
  readonly apiUrl: string;
  /** For calls that bring no limit of their own: answers to a response_url have none in Bolt. */
  readonly timeoutMs: number;
  /** Ends everything that is still under way. */
  readonly signal: AbortSignal;
}

/**
 * A fetch that reaches Slack alone: the host of the API, and with Slack's own API its subdomains, where response_url,
 * upload_url and files live. The bot token goes along with uploads to a host that an answer names, so this matters.
 */
export function createEgress({ apiUrl, timeoutMs, signal }: EgressOptions): Egress {
  const { hostname: home } = new URL(apiUrl);
  const allows = (hostname: string) => hostname === home || (isSlack(home) && isSlack(hostname));
  return {
    allows,
    async fetch(url, init = {}) {
      const target = new URL(url);
      if (!allows(target.hostname)) throw new NotSlack(target.hostname);
      const signals = [signal, AbortSignal.timeout(timeoutMs), ...(init.signal ? [init.signal] : [])];
      // A redirect would take the token elsewhere.
      return globalThis.fetch(target, { ...init, redirect: "error", signal: AbortSignal.any(signals) });
    },
  };
}

/** With the code that Node gives a connection it may not make: nothing was sent. */
export class NotSlack extends Error {
  override readonly name = "NotSlack";
  readonly code = "EACCES";

  constructor(hostname: string) {
    super(`${hostname} is not Slack: nothing is sent there`);
  }
}

function isSlack(hostname: string): boolean {
  return hostname === "slack.com" || hostname.endsWith(".slack.com") || hostname.endsWith(".slack-edge.com");
}
