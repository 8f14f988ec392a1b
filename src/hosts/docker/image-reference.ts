const HOST = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d{1,5})?\/)?`;
const PART = String.raw`[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*`;

/** An image's name as Docker reads it: distribution/reference, regexp.go. `registry:5000/team/postgres:16@sha256:…` */
export const IMAGE_REFERENCE = new RegExp(
  String.raw`^(?=.{1,400}$)${HOST}${PART}(?:\/${PART})*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$|^sha256:[0-9a-f]{64}$`,
);

export interface ImageReference {
  /** As Docker's settings file names it; "docker.io" when none is written. */
  readonly registry: string;
  /** With its registry, without tag and digest: what a pull is asked for. */
  readonly repository: string;
  /** A tag or a digest. Never nothing: Docker would then pull every tag there is. */
  readonly tag: string;
}

/** Undefined for what is not the name of an image. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (!IMAGE_REFERENCE.test(text) || text.startsWith("sha256:")) return undefined;
  const [named = "", digest] = text.split("@");
  const [, repository = "", tag] = /^(.*?)(?::([^/:]+))?$/.exec(named) ?? [];
  const first = repository.split("/")[0] ?? "";
  // Docker's rule for telling a registry from the first part of a path.
  const registry = repository.includes("/") && (/[.:]/.test(first) || first === "localhost") ? first : "docker.io";
  return { registry, repository, tag: digest ?? tag ?? "latest" };
}
