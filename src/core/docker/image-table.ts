import type { ContainerRow, ImageRow } from "../operations.ts";
import { showAge, showBytes } from "../units.ts";
import { shortId } from "./pick.ts";

/** More names than these are a number. */
const MOST_USERS = 3;

/** Tags, id, size, age, and the containers that were made of it, running or not. */
export function imageCells(image: ImageRow, containers: readonly ContainerRow[], now: Date): string[] {
  const users = containers.filter(({ imageId }) => imageId === image.id).map(({ name }) => name);
  const left = users.length - MOST_USERS;
  return [
    image.tags.join(", ") || "none",
    shortId(image.id),
    showBytes(image.sizeBytes),
    // Images that are built to be the same every time have no date, which Go writes as the year 1.
    image.createdAt.getTime() > 0 ? showAge(image.createdAt, now) : "",
    [...users.slice(0, MOST_USERS), ...(left > 0 ? [`${left} more`] : [])].join(", "),
  ];
}
