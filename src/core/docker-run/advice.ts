import type { RunRequest } from "./run-request.ts";

/** What somebody who knows the image would say of a line before it runs. */
export interface Advice {
  /** "ends": the container will exit. "typo": it will, for a slip of the finger. "note": it runs, but. */
  readonly kind: "ends" | "typo" | "note";
  readonly sentence: string;
  /** The request put right, where that can be known. */
  readonly fixed?: RunRequest | undefined;
}

/** What is known of one image. */
export interface ImageAdvice {
  /** By the reference as typed: `mysql:8.0`, `docker.io/library/mysql`. */
  matches(image: string): boolean;
  /** `version` is what the image holds, when somebody has looked; undefined is "by its tag". */
  lint(request: RunRequest, version: string | undefined): readonly Advice[];
}

/** What an image's entrypoint asks for, as its database file tells it. Versions are numbers from the left: [8, 4]. */
export interface ImageRules {
  /** One of these variables must be there, or the container ends at its first start. */
  readonly needsOneOf?: readonly string[];
  /** Mounting here ends the container, or loses the data: since that version. */
  readonly badMounts?: readonly {
    readonly path: string;
    readonly since: readonly number[];
    readonly why: string;
    readonly instead: string;
  }[];
}

/** Everything that is known about a line's image, by those that know it. */
export function adviseOn(request: RunRequest, images: readonly ImageAdvice[], version?: string): readonly Advice[] {
  const known = images.filter((image) => image.matches(request.image));
  return [...known.flatMap((image) => image.lint(request, version)), ...misplacedFlags(request)];
}

/** What the rules of an image that holds this version ("8.4") say of a line. `title` is "MySQL". */
export function adviceByRules(
  title: string,
  rules: ImageRules,
  request: RunRequest,
  version: string,
): readonly Advice[] {
  return [...missingVariables(title, rules, request), ...mountsAt(title, rules, request, numbersOf(version))];
}

function missingVariables(
  title: string,
  { needsOneOf = [] }: ImageRules,
  { options, command }: RunRequest,
): readonly Advice[] {
  const given = (options.env ?? []).filter(({ value }) => value !== "").map(({ name }) => name);
  // With a program of their own people do not start the server.
  const isServer = options.entrypoint === undefined && (command[0] === undefined || command[0].startsWith("-"));
  if (needsOneOf.length === 0 || !isServer || needsOneOf.some((name) => given.includes(name))) return [];
  const [first, ...others] = needsOneOf;
  const or = others.length === 0 ? "" : ` (or ${others.join(", ")})`;
  return [{ kind: "ends", sentence: `The ${title} image ends at its first start without -e ${first}=…${or}.` }];
}

function mountsAt(
  title: string,
  { badMounts = [] }: ImageRules,
  request: RunRequest,
  version: readonly number[],
): readonly Advice[] {
  const targets = targetsOf(request);
  return badMounts
    .filter(
      ({ path, since }) => isAtLeast(version, since) && targets.some((target) => target.replace(/\/+$/, "") === path),
    )
    .map(({ path, since, why, instead }) => ({
      kind: "ends",
      sentence: `${title} ${since.join(".")} and later: a volume at ${path} ${why} Mount it at ${instead}.`,
      fixed: moved(request, path, instead),
    }));
}

/** Docker's own flags behind the image go to the container, which surprises everybody once. */
function misplacedFlags({ command, image }: RunRequest): readonly Advice[] {
  const flag = command[0] ?? "";
  if (!/^(?:-(?:d|it|dit|itd|p|e|v)|--(?:rm|name|detach|publish|env|volume|network|restart)(?:=.*)?)$/s.test(flag))
    return [];
  return [
    {
      kind: "note",
      sentence: `${flag} stands behind the image, so it goes to the container; flags of docker run stand before ${image}.`,
    },
  ];
}

function targetsOf({ options }: RunRequest): readonly string[] {
  return [...(options.volumes ?? []), ...(options.mounts ?? []), ...(options.tmpfs ?? [])].map(({ target }) => target);
}

function moved(request: RunRequest, from: string, to: string): RunRequest {
  const move = <T extends { target: string }>(mounts: T[] | undefined): T[] | undefined =>
    mounts?.map((mount) => (mount.target.replace(/\/+$/, "") === from ? { ...mount, target: to } : mount));
  const { volumes, mounts, tmpfs } = request.options;
  return {
    ...request,
    options: {
      ...request.options,
      ...(volumes && { volumes: move(volumes) }),
      ...(mounts && { mounts: move(mounts) }),
      ...(tmpfs && { tmpfs: move(tmpfs) }),
    },
  };
}

/** `8.4.3-oracle` → [8, 4, 3] */
function numbersOf(version: string): readonly number[] {
  const [numbers = ""] = /^\d+(?:\.\d+){0,2}/.exec(version) ?? [];
  return numbers.split(".").map(Number);
}

/** A tag `8` is whatever 8.x is newest: a number that is not there counts as high enough. */
function isAtLeast(version: readonly number[], since: readonly number[]): boolean {
  for (const [index, number] of since.entries()) {
    const is = version[index] ?? Number.POSITIVE_INFINITY;
    if (is !== number) return is > number;
  }
  return true;
}
