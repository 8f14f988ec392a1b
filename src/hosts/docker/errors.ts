import { Problem } from "#core/problem.ts";
import { DockerError } from "./docker-error.ts";
import { REFUSALS, type Subject, type Told } from "./refusals.ts";

export type { Subject } from "./refusals.ts";

/**
 * Every way an engine is known to say no, as what a caller can do about it. Anything that is already a Problem passes.
 */
export function problemOf(error: unknown, subject: Subject, signal: AbortSignal): unknown {
  const known = within(error, Problem) ?? (signal.aborted && within(signal.reason, Problem));
  if (known) return known;
  if (!(error instanceof DockerError)) return error;
  const { code, message, hint, isUnforeseen } = tell(error, subject);
  return new Problem(code, message, { hint, isUnforeseen, cause: error });
}

/** Whether a Problem came from an answer with this status. */
export function answered(error: unknown, status: number): boolean {
  return error instanceof Problem && error.cause instanceof DockerError && error.cause.status === status;
}

/** Whether a Problem came from a failure whose text matches. */
export function said(error: unknown, text: RegExp): boolean {
  return error instanceof Problem && error.cause instanceof DockerError && text.test(error.cause.message);
}

function tell(error: DockerError, subject: Subject): Told {
  const { host, url, doing } = subject;
  const status = `/host status ${host}`;
  switch (error.kind) {
    case "aborted":
      return { code: "cancelled", message: `Cancelled: ${doing}, on ${host}.` };
    case "timeout":
      return {
        code: "host-too-slow",
        message: `Docker on ${host} did not answer in time (${error.message}) when asked to ${doing}.`,
        hint: status,
      };
    case "transport":
      return unreachable(error, subject);
    case "redirect":
    case "protocol":
      return {
        code: "host-unreachable",
        message: `What answers at ${url} (${host}) is not a Docker Engine, or something stands in between: ${clean(error.message)}.`,
        hint: `Look at the URL of ${host} in the settings.`,
      };
    case "unsafe":
      return {
        code: "bad-input",
        message: `${upper(subject.thing ?? doing)} has a name that Docker cannot have.`,
        hint: "Names are letters, digits and the signs _ . -",
      };
    case "http":
    case "in-stream":
      break;
  }
  return refusal(error, subject);
}

function unreachable(error: DockerError, { host, url, doing }: Subject): Told {
  const code = "host-unreachable";
  const status = `/host status ${host}`;
  const text = error.message;
  if (error.code === "ENOENT" || error.code === "ECONNREFUSED") {
    return {
      code,
      message: `Docker is not running on ${host}: nothing answers at ${url}.`,
      hint: `Start Docker there, then ${status}`,
    };
  }
  if (error.code === "EACCES" || error.code === "EPERM") {
    const hint = "sudo usermod -aG docker $USER, then log in again and restart the bot.";
    return { code, message: `The bot may not use Docker on ${host}: no permission for ${url}.`, hint };
  }
  if (error.code === "ENOTFOUND" || error.code === "EAI_AGAIN") {
    return {
      code,
      message: `The address of ${host} (${url}) is not known to DNS.`,
      hint: `Look at the URL of ${host} in the settings.`,
    };
  }
  if (error.code === "ETIMEDOUT" || error.code === "EHOSTUNREACH" || error.code === "ENETUNREACH") {
    return { code, message: `The host ${host} cannot be reached at ${url}.`, hint: status };
  }
  if (/CERT|TLS|SSL|certificate|self.signed/i.test(`${error.code ?? ""} ${text}`)) {
    const hint = `Look at the certificates of ${host}: docker --tlsverify -H ${url} version`;
    return {
      code,
      message: `The host ${host} and the bot do not accept each other's certificates at ${url}: ${clean(text)}.`,
      hint,
    };
  }
  return {
    code,
    message: `The connection to Docker on ${host} broke (${clean(text)}) when asked to ${doing}.`,
    hint: status,
  };
}

function refusal(error: DockerError, subject: Subject): Told {
  for (const { text, tell } of REFUSALS) {
    const match = text.exec(error.message);
    if (match) return tell(match, subject);
  }
  if (error.status === 404 && subject.thing) {
    const hint = `Look what is there: /docker ps --all --host ${subject.host}`;
    return { code: "not-found", message: `There is no ${subject.thing} on ${subject.host}.`, hint };
  }
  return {
    code: "host-refused",
    message: `Docker on ${subject.host} refused to ${subject.doing}: ${clean(error.message)}`,
    hint: `/host status ${subject.host}`,
    isUnforeseen: true,
  };
}

/** Someone else's text as one short line without control characters or addresses of our process. */
function clean(text: string): string {
  const line = text
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line || "no reason given";
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The error itself, or the one it was caused by, when it is of this class: a source we read from may have failed. */
function within<T>(error: unknown, type: abstract new (...args: never) => T): T | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at instanceof type) return at;
  }
  return undefined;
}
