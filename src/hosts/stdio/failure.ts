/** What is known when a program did not do its part. */
export interface StdioFailure {
  readonly program: string;
  /** Null when a signal ended it, or when it could not be started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Node's code when it could not be started: "ENOENT", "EACCES". */
  readonly code: string | undefined;
  /** What it said on either output besides the conversation, decoded. */
  readonly said: string;
  /** True when the engine had begun to answer: then it is a connection that broke, not one that never was. */
  readonly begun: boolean;
}

/** A program whose stdio is a connection ended, or never began. */
export class StdioError extends Error {
  override readonly name = "StdioError";
  readonly failure: StdioFailure;

  constructor(failure: StdioFailure, options?: ErrorOptions) {
    super(describe(failure), options);
    this.failure = failure;
  }
}

function describe({ program, exitCode, signal, code, said }: StdioFailure): string {
  if (code !== undefined) return `${program} cannot be started (${code})`;
  return `${program} ended (${signal ?? `exit code ${exitCode}`}): ${said || "it said nothing"}`;
}

/** Why `docker system dial-stdio` on the other side is no way to an engine. */
export type DockerTrouble = "not-installed" | "not-running" | "forbidden" | "too-old";

/**
 * What Docker's CLI or the shell that looked for it said. The texts were recorded from CLI 20.10 and 28.2 and from
 * Debian's dash and bash; the exit code 127 is the same in every language.
 */
export function dockerTrouble({ exitCode, said }: StdioFailure): DockerTrouble | undefined {
  if (/permission denied.*docker|docker\.sock.*permission denied/is.test(said)) return "forbidden";
  if (/raw stream connection|Cannot connect to the Docker daemon|dial unix .*(?:no such file|refused)/is.test(said)) {
    return "not-running";
  }
  if (/'?dial-stdio'? is not|is not a docker command|unknown command.*(?:dial-stdio|system)/i.test(said)) {
    return "too-old";
  }
  // Docker Desktop puts a `docker` of its own into distributions it is not switched on for, which says the second.
  if (
    exitCode === 127 ||
    /execvpe\(docker\) failed|docker\S* could not be found|docker: (?:command )?not found/i.test(said)
  ) {
    return "not-installed";
  }
  return undefined;
}
