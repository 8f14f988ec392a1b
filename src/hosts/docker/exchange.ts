import { type Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { Agent as TlsAgent, request as requestTls } from "node:https";
import { Readable } from "node:stream";
import { DockerError } from "./docker-error.ts";
import type { Call } from "./modem.ts";

/** One request, ready to be sent. */
export interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Readable | Buffer | undefined;
  /** The answer is wanted as it comes, not as a whole. */
  readonly stream: boolean;
}

export interface Destination {
  readonly host: string;
  readonly port?: number;
  readonly agent: Agent;
  /** Handed to the agent: nobody waits for the answer, so the connection may be opened in a way that might not work. */
  readonly spare?: true;
}

/**
 * One request and its answer. It always settles: within the call's deadlines, or when its signal aborts.
 *
 * @returns A stream for a message that wants one; otherwise the parsed JSON (an object or a list) or, when the answer
 *   is not JSON, its bytes.
 * @throws DockerError for everything else, a status other than 2xx included.
 */
export async function exchange(to: Destination, message: Message, call: Call): Promise<Readable | Buffer | object> {
  const response = await sendOnceMore(to, message, call);
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) {
    if (/html/.test(response.headers["content-type"] ?? "")) {
      response.destroy();
      throw new DockerError("protocol", "an HTML page");
    }
    const pieces = chunks(response, call);
    return message.stream ? Readable.from(pieces) : value(await whole(pieces, MOST_BYTES), response);
  }
  const text = reason(await whole(chunks(response, call), MOST_REASON_BYTES));
  // Followed by nobody: the next address would be chosen by whoever answered.
  const redirected = status >= 300 && status < 400 && status !== 304;
  throw new DockerError(redirected ? "redirect" : "http", text || `HTTP ${status}`, { status });
}

/** Asks an engine whether it answers. @throws DockerError when it does not, within that time. */
export async function ping(to: Destination, withinMs: number, caller: AbortSignal): Promise<void> {
  const message = { method: "GET", path: "/_ping", headers: {}, content: undefined, stream: false };
  const signal = AbortSignal.any([caller, AbortSignal.timeout(withinMs)]);
  await exchange(to, message, { signal, headersMs: withinMs, idleMs: withinMs, long: true });
}

/** Of an answer that is wanted as a whole. A list of 10,000 containers is about 20 MB. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_REASON_BYTES = 64 * 1024;

/** The engine may close a kept connection at the moment we write to it; reading is then simply asked again. */
async function sendOnceMore(to: Destination, message: Message, call: Call): Promise<IncomingMessage> {
  let reused = false;
  try {
    return await send(to, message, call, (request) => (reused = request.reusedSocket));
  } catch (error) {
    const broken = error instanceof DockerError && error.kind === "transport" && message.method === "GET" && reused;
    if (!broken) throw error;
    return send(to, message, call, () => {});
  }
}

function send(
  to: Destination,
  message: Message,
  call: Call,
  onFailure: (request: ClientRequest) => void,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { method, path, content } = message;
  const headers = Buffer.isBuffer(content)
    ? { ...message.headers, "Content-Length": content.length }
    : content || method !== "POST"
      ? message.headers
      : { ...message.headers, "Content-Length": 0 };
  const open = to.agent instanceof TlsAgent ? requestTls : request;
  const sent = open({ ...to, method, path, headers, signal: call.signal });
  const overdue = () => sent.destroy(late("answer", call.headersMs));
  // Connecting counts, and so does sending a long stream while nothing of it is taken: "drain" is when some of it was.
  let deadline = setTimeout(overdue, call.headersMs);
  sent.on("finish", () => {
    clearTimeout(deadline);
    deadline = setTimeout(overdue, call.headersMs);
  });
  let answer: IncomingMessage | undefined;
  sent.on("response", (response) => {
    clearTimeout(deadline);
    answer = response;
    resolve(response);
  });
  // "close" comes last and always, so nothing above can leave the promise open. Rejecting twice is nothing.
  sent.on("close", () => {
    clearTimeout(deadline);
    reject(new DockerError("transport", "the connection was closed without an answer", { code: "ECONNRESET" }));
  });
  sent.on("error", (error) => {
    onFailure(sent);
    reject(failure(error, call.signal));
    // Node would take what has come of an answer without a length for all of it.
    answer?.destroy(error);
  });
  if (content instanceof Readable) {
    content.on("error", (error) => sent.destroy(error));
    sent.on("drain", () => deadline.refresh());
    sent.on("close", () => content.destroy());
    content.pipe(sent);
  } else {
    sent.end(content);
  }
  return promise;
}

/** The answer's bytes. Closing it early closes the connection. */
async function* chunks(response: IncomingMessage, call: Call): AsyncGenerator<Buffer> {
  const abort = () => response.destroy(failure(call.signal.reason, call.signal));
  call.signal.addEventListener("abort", abort, { once: true });
  const stalled = () => response.destroy(late("rest of its answer", call.idleMs));
  let idle = setTimeout(stalled, call.idleMs);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      // The reader's own time does not count.
      clearTimeout(idle);
      yield chunk;
      idle = setTimeout(stalled, call.idleMs);
    }
  } catch (error) {
    throw failure(error, call.signal);
  } finally {
    clearTimeout(idle);
    call.signal.removeEventListener("abort", abort);
    response.destroy();
  }
}

async function whole(pieces: AsyncIterable<Buffer>, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > mostBytes) throw new DockerError("protocol", `an answer of more than ${mostBytes} bytes`);
    parts.push(piece);
  }
  return Buffer.concat(parts, size);
}

function value(bytes: Buffer, response: IncomingMessage): Buffer | object {
  const json = parse(bytes);
  // dockerode reads properties off whatever it is given, outside of any try: never null, never a bare word.
  if (typeof json === "object" && json !== null) return json;
  // A bare null is an answer all the same: no list, as the engine says it.
  if (json !== null && bytes.length > 0 && /json/.test(response.headers["content-type"] ?? "")) {
    throw new DockerError("protocol", "an answer that is said to be JSON and is not");
  }
  return bytes;
}

function reason(bytes: Buffer): string {
  const json = parse(bytes);
  const told = typeof json === "object" && json !== null && "message" in json ? json.message : undefined;
  return (typeof told === "string" ? told : bytes.toString()).trim();
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function late(what: string, ms: number): DockerError {
  return new DockerError("timeout", `no ${what} within ${ms} ms`);
}

/** Whatever Node throws, as ours; an abort is told apart from a broken connection by the signal. */
function failure(error: unknown, signal: AbortSignal): DockerError {
  if (error instanceof DockerError) return error;
  const cause: unknown = signal.aborted ? signal.reason : error;
  if (signal.aborted) {
    const timeout = cause instanceof Error && cause.name === "TimeoutError";
    return new DockerError(timeout ? "timeout" : "aborted", timeout ? "no answer in time" : "cancelled", { cause });
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  const text = error instanceof Error ? error.message : String(error);
  return new DockerError(code?.startsWith("HPE_") ? "protocol" : "transport", text, { code, cause });
}
