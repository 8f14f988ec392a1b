import { isImageReference, registryOf, splitTag } from "#core/docker-run/grammar/images.ts";

export interface ImageReference {
  /** As Docker's settings file names it; "docker.io" when none is written. */
  readonly registry: string;
  /** With its registry, without tag and digest: what a pull is asked for. */
  readonly repository: string;
  /** A tag or a digest. Never nothing: Docker would then pull every tag there is. */
  readonly tag: string;
}

const ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** Undefined for what is not the name of an image, an id included: nothing can be pulled by it. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (!isImageReference(text) || ID.test(text)) return undefined;
  const [named = "", digest] = text.split("@");
  const [repository, tag] = splitTag(named);
  return { registry: registryOf(repository), repository, tag: digest ?? tag ?? "latest" };
}
