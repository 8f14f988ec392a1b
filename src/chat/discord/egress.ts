import type { RESTOptions } from "discord.js";

/** Where Discord may be reached, and nothing else: the one door for every call the adapter makes. */
export interface Egress {
  readonly makeRequest: RESTOptions["makeRequest"];
  /** The address when a connection to it may be made; throws NotDiscord otherwise. For the gateway. */
  checked(url: string): string;
  /** Whether something somebody uploaded may be fetched from there. */
  readonly download: (url: string, mostBytes: number) => Promise<Uint8Array>;
}

export interface EgressOptions {
  readonly apiUrl: string;
  /** For all of an answer; discord.js bounds the time to its head only. */
  readonly timeoutMs: number;
  /** Ends everything that is still under way. */
  readonly signal: AbortSignal;
}

/**
 * A fetch that reaches Discord alone: the host of the API, and with Discord's own API its gateway and its files. The
 * gateway's address comes in an answer, and the bot token goes there, so this matters.
 */
export function createEgress({ apiUrl, timeoutMs, signal }: EgressOptions): Egress {
  const { hostname: home } = new URL(apiUrl);
  const allows = (hostname: string) => hostname === home || (isDiscord(home) && isDiscord(hostname));

  function check(url: string): URL {
    const target = new URL(url);
    if (!allows(target.hostname)) throw new NotDiscord(target.hostname);
    return target;
  }

  function send(url: string, init: RequestInit): Promise<Response> {
    const signals = [signal, AbortSignal.timeout(timeoutMs), ...(init.signal ? [init.signal] : [])];
    // A redirect would take the token elsewhere.
    return globalThis.fetch(check(url), { ...init, redirect: "error", signal: AbortSignal.any(signals) });
  }

  return {
    checked: (url) => {
      check(url);
      return url;
    },
    // discord.js speaks undici's types; Node's own fetch is the same undici.
    makeRequest: ((url: string, init: RequestInit) => send(url, init)) as unknown as RESTOptions["makeRequest"],
    async download(url, mostBytes) {
      const { body, ok, status } = await send(url, { method: "GET" });
      if (!ok || !body) throw new Error(`The file could not be fetched: HTTP ${status}`);
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of body) {
        bytes += chunk.length;
        if (bytes > mostBytes) throw new Error(`The file has more than ${mostBytes} bytes`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

/** With the code that Node gives a connection it may not make: nothing was sent. */
export class NotDiscord extends Error {
  override readonly name = "NotDiscord";
  readonly code = "EACCES";

  constructor(hostname: string) {
    super(`${hostname} is not Discord: nothing is sent there`);
  }
}

const OURS = ["discord.com", "discord.gg", "discordapp.com", "discordapp.net"];

function isDiscord(hostname: string): boolean {
  return OURS.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
