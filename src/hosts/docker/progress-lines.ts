import { z } from "zod";
import { DockerError } from "./docker-error.ts";

/** One line of a pull's or a load's answer, as far as we look. */
export type ProgressLine = z.output<typeof ProgressLine>;
const ProgressLine = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  error: z.string().optional(),
  errorDetail: z.object({ message: z.string().optional() }).nullish(),
});

const LONGEST_LINE = 1024 * 1024;

/**
 * The lines of an answer that began as success and tells at its end how it went.
 *
 * @param problem Turns a failure told in a line, or a line that cannot be understood, into what is thrown.
 */
export async function* progressLines(
  pieces: AsyncIterable<Buffer>,
  problem: (error: DockerError) => unknown,
): AsyncGenerator<ProgressLine> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) throw problem(new DockerError("protocol", "an endless line"));
    for (const line of lines) if (line.trim()) yield understood(line, problem);
  }
  if (rest.trim()) yield understood(rest, problem);
}

function understood(text: string, problem: (error: DockerError) => unknown): ProgressLine {
  const line = ProgressLine.safeParse(json(text));
  if (!line.success) throw problem(new DockerError("protocol", "a line of progress that is none"));
  const { error, errorDetail } = line.data;
  const failure = errorDetail?.message ?? error;
  if (failure !== undefined || errorDetail) throw problem(new DockerError("in-stream", failure ?? "no reason given"));
  return line.data;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
