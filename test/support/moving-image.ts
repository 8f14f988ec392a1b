import { onTestFinished } from "vitest";
import { docker, imageOf } from "./docker.ts";

export interface MovingImage {
  readonly tag: string;
  /** Puts the tag on another image of the same content. */
  move(): Promise<void>;
}

/** A database's image under a tag of its own, so that nobody else's moves. Gone when the test is over. */
export async function movingImage(kind: string): Promise<MovingImage> {
  const tag = `${kind}:moving-${Math.random().toString(36).slice(2, 8)}`;
  await docker("tag", await imageOf(kind), tag);
  // After the hooks that remove containers: an image that one of them is made of only loses its name.
  onTestFinished(() => docker("rmi", "--force", tag).then(() => undefined));
  return {
    tag,
    async move() {
      const container = await docker("create", tag);
      await docker("commit", "--change", "LABEL moved=1", container, tag);
      await docker("rm", "--volumes", container);
    },
  };
}
