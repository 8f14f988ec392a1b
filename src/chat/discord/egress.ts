import type { RESTOptions } from "discord.js";
import { Problem } from "#core/problem.ts";
import { showBytes } from "#core/units.ts";

/** Where Discord may be reached, and nothing else: the one door for every call the adapter makes. */
export interface Egress {
  readonly makeRequest: RESTOptions["makeRequest"];
  /** The address when a connection to it may be made; throws NotDiscord otherwise. For the gateway. */
  checked(url: string): string;
  /** Where what people upload is kept: nothing is fetched from anywhere else, whatever a submission says. */
  readonly fileOrigins: readonly string[];
  /** Something that somebody uploaded. */
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

  /** `read` is what is made of the answer within the time. */
  async function exchange<T>(url: string, init: RequestInit, read: (response: Response) => Promise<T>): Promise<T> {
    // AbortSignal.timeout() and .any() would keep what belongs to a call until its time is over, long after its answer.
    const ending = new AbortController();
    const end = () => ending.abort(new Error("The call was ended"));
    const timer = setTimeout(end, timeoutMs);
    const others = [signal, ...(init.signal ? [init.signal] : [])];
    if (others.some(({ aborted }) => aborted)) end();
    for (const other of others) other.addEventListener("abort", end);
    try {
      // A redirect would take the token elsewhere.
      return await read(await globalThis.fetch(check(url), { ...init, redirect: "error", signal: ending.signal }));
    } finally {
      clearTimeout(timer);
      for (const other of others) other.removeEventListener("abort", end);
    }
  }

  return {
    fileOrigins: isDiscord(home) ? FILE_ORIGINS : [new URL(apiUrl).origin],
    checked: (url) => {
      check(url);
      return url;
    },
    // discord.js speaks undici's types; Node's own fetch is the same undici.
    makeRequest: ((url: string, init: RequestInit) =>
      exchange(url, init, whole)) as unknown as RESTOptions["makeRequest"],
    async download(url, mostBytes) {
      try {
        return await exchange(url, { method: "GET" }, (response) => bytesOf(response, mostBytes));
      } catch (error) {
        throw error instanceof Problem ? error : unfetched("no answer");
      }
    },
  };
}

/** What discord.js reads of an answer, with all of it there. */
async function whole(response: Response): Promise<unknown> {
  const { ok, status, statusText, headers } = response;
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    ...{ ok, status, statusText, headers, body: null, bodyUsed: false },
    arrayBuffer: async () => bytes,
    text: async () => bytes.toString(),
    json: async () => JSON.parse(bytes.toString()) as unknown,
  };
}

async function bytesOf({ body, ok, status }: Response, most: number): Promise<Uint8Array> {
  if (!ok || !body) throw unfetched(`HTTP ${status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > most) throw unfetched(`it is longer than ${showBytes(most)}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unfetched(why: string): Problem {
  return new Problem("bad-input", `The file could not be fetched: ${why}.`, { hint: "Type the command again." });
}

/** With the code that Node gives a connection it may not make: nothing was sent. */
export class NotDiscord extends Error {
  override readonly name = "NotDiscord";
  readonly code = "EACCES";

  constructor(hostname: string) {
    super(`${hostname} is not Discord: nothing is sent there`);
  }
}

const FILE_ORIGINS = ["https://cdn.discordapp.com", "https://media.discordapp.net"];
const OURS = ["discord.com", "discord.gg", "discordapp.com", "discordapp.net"];

function isDiscord(hostname: string): boolean {
  return OURS.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
