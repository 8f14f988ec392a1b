import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { App, HTTPReceiver, Logger, Receiver } from "@slack/bolt";
import type { Sdk } from "./sdk.ts";

/** Far above what Slack sends; a form of a hundred fields is some 300 kB. */
const BODY_BYTES = 1_048_576;
/** Slack's own window for a signature, applied to the future as well. */
const WINDOW_S = 5 * 60;
/** Somebody who sends a request a byte at a time is cut off. */
const REQUEST_MS = 10_000;

export interface HttpOptions {
  readonly sdk: Sdk;
  readonly signingSecret: string;
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
}

/** Bolt's HTTP receiver on `/slack/events`, with what it does not do itself. */
export class HttpEndpoint implements Receiver {
  readonly #options: HttpOptions;
  readonly #receiver: HTTPReceiver;
  #server: Server | undefined;

  constructor(options: HttpOptions) {
    const seen = new SeenSignatures();
    this.#options = options;
    this.#receiver = new options.sdk.bolt.HTTPReceiver({
      signingSecret: options.signingSecret,
      logger: options.logger,
      bodyLimit: BODY_BYTES,
      // Asked once the signature was found right, so nobody can fill the memory with made-up ones.
      customPropertiesExtractor: ({ headers, rawBody }) => {
        // The same search typed twice within a second is the same request to the letter, and searching changes nothing.
        if (!rawBody.includes("block_suggestion")) seen.add(String(headers["x-slack-signature"]));
        return {};
      },
      dispatchErrorHandler: ({ response }) => {
        response.writeHead(404).end();
      },
    });
    this.#receiver.requestListener = strict(this.#receiver.requestListener, seen);
  }

  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === "object" ? address?.port : undefined;
  }

  init(app: App): void {
    this.#receiver.init(app);
  }

  async start(): Promise<void> {
    const { port, host } = this.#options;
    this.#server = await this.#receiver.start(
      { port, host },
      { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 },
    );
  }

  async stop(): Promise<void> {
    if (!this.#server) return;
    const stopped = this.#receiver.stop();
    this.#server.closeAllConnections();
    await stopped;
  }
}

/** Refuses what is signed for another time or came before, and undoes a charset that Bolt takes for another type. */
function strict(inner: RequestListener, seen: SeenSignatures): RequestListener {
  return (request, response) => {
    if (isOutOfTime(request) || seen.has(String(request.headers["x-slack-signature"]))) {
      response.writeHead(401).end();
      return;
    }
    const type = request.headers["content-type"];
    if (type !== undefined) request.headers["content-type"] = type.replace(/\s*;.*$/, "").toLowerCase();
    inner(request, response);
  };
}

/** Bolt refuses the past itself, and a timestamp that is missing or no number where it reads it. */
function isOutOfTime({ headers }: IncomingMessage): boolean {
  const stamp = headers["x-slack-request-timestamp"];
  return stamp !== undefined && !(Math.abs(Date.now() / 1_000 - Number(stamp)) <= WINDOW_S);
}

/** Signatures of the last minutes, longer than any of them is good for. */
class SeenSignatures {
  readonly #until = new Map<string, number>();

  has(signature: string): boolean {
    return (this.#until.get(signature) ?? 0) > Date.now();
  }

  add(signature: string): void {
    const now = Date.now();
    for (const [old, until] of this.#until) {
      if (until > now) break;
      this.#until.delete(old);
    }
    this.#until.set(signature, now + 2 * WINDOW_S * 1_000);
  }
}
