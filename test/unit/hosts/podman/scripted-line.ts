import type { EngineLine } from "#hosts/dialect.ts";
import { DockerError } from "#hosts/docker/docker-error.ts";

/** A Podman that answers by heart, and remembers what it was sent. */
export interface ScriptedLine extends EngineLine {
  /** "POST /v1.41/volumes/create", and "pass" for the request itself; in order. */
  readonly sent: readonly string[];
  /** The bodies that went with them. */
  readonly bodies: readonly unknown[];
}

/**
 * @param script What a request is answered by the words it begins with; several take turns, the last one stays. An
 *   error is thrown. What is not in it is refused with 404.
 */
export function scriptedLine(script: Readonly<Record<string, readonly unknown[]>>): ScriptedLine {
  const sent: string[] = [];
  const bodies: unknown[] = [];
  const turns = new Map<string, number>();

  async function answer(what: string, body: unknown): Promise<unknown> {
    sent.push(what);
    bodies.push(body);
    const [words, answers = [refusal(404, "Not Found")]] = Object.entries(script).find(([begin]) =>
      what.startsWith(begin),
    ) ?? [what];
    const turn = turns.get(words) ?? 0;
    turns.set(words, turn + 1);
    const given = answers[Math.min(turn, answers.length - 1)];
    if (given instanceof Error) throw given;
    return given;
  }

  return {
    sent,
    bodies,
    pass: (body) => answer("pass", body),
    send: (method, path, request) => answer(`${method} ${path}`, request?.body ?? request?.query),
    signal: new AbortController().signal,
  };
}

export function refusal(status: number, message: string): DockerError {
  return new DockerError("http", message, { status });
}
