import { imageParts } from "../docker-run/grammar/images.ts";
import type { RunRequest } from "../docker-run/run-request.ts";
import type { Host, ImageDescription } from "../host.ts";
import type { Leases } from "../lease.ts";
import type { ContainerRow, ImageRow } from "../operations.ts";
import { Problem } from "../problem.ts";
import type { Step } from "../reply.ts";

const MOST_NEAR = 3;

/** The image of a line, as its `--pull` says: looked for first unless it says "always". */
export async function* findRunImage(
  { image, options }: RunRequest,
  host: Host,
  leases: Pick<Leases, "checkDisk">,
  signal: AbortSignal,
): AsyncGenerator<Step, ImageDescription> {
  const there = options.pull === "always" ? undefined : await host.images.inspect(image, signal);
  if (there) return there;
  if (options.pull === "never") {
    throw new Problem("no-such-image", `There is no image ${image} on ${host.name}, and --pull never was given.`, {
      hint: `/docker pull ${image}`,
    });
  }
  await leases.checkDisk(host, signal);
  try {
    return yield* host.images.pull(image, signal);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const near = imagesOfSameName(image, await host.operations.images(signal).catch(() => []));
    if (near.length === 0) throw error;
    // Somebody's `mysql` is often the `team/mysql:9` that is there.
    throw new Problem(error.code, error.message, {
      hint: `${host.name} has ${near.join(", ")}: name it in the line, or /docker images`,
      cause: error,
    });
  }
}

/** Tags on the host of the same name but for the registry, the team or the version. */
function imagesOfSameName(image: string, rows: readonly ImageRow[]): readonly string[] {
  const nameOf = (reference: string) => imageParts(reference).repository.split("/").at(-1);
  return rows
    .flatMap(({ tags }) => tags)
    .filter((tag) => nameOf(tag) === nameOf(image))
    .slice(0, MOST_NEAR);
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
