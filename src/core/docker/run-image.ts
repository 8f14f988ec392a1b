import type { RunRequest } from "../docker-run/run-request.ts";
import type { Host, ImageDescription } from "../host.ts";
import type { ContainerRow } from "../operations.ts";
import { Problem } from "../problem.ts";
import type { Step } from "../reply.ts";

/** The image of a line, as its `--pull` says: looked for first unless it says "always". */
export async function* findRunImage(
  { image, options }: RunRequest,
  host: Host,
  signal: AbortSignal,
): AsyncGenerator<Step, ImageDescription> {
  const there = options.pull === "always" ? undefined : await host.images.inspect(image, signal);
  if (there) return there;
  if (options.pull === "never") {
    throw new Problem("no-such-image", `There is no image ${image} on ${host.name}, and --pull never was given.`, {
      hint: `/docker pull ${image}`,
    });
  }
  return yield* host.images.pull(image, signal);
}

/** Said before anything is pulled or made. */
export function refuseTakenName({ options }: RunRequest, rows: readonly ContainerRow[], host: string): void {
  const { name = "" } = options;
  const holder = rows.find((row) => row.name === name);
  if (!holder) return;
  throw new Problem(
    "name-taken",
    `There is a container ${name} on ${host} already: ${holder.image}, ${holder.status}.`,
    {
      hint: `Choose another: --name ${name}-2. Or remove that one: /docker rm ${name}`,
    },
  );
}
