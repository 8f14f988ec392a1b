/**
 * How many of the first words are the shell's and Docker's own: people paste the whole line, `sudo docker run -d nginx`
 * or `$ docker container run …`, behind `/docker run`.
 */
export function prefixLength(words: readonly string[]): number {
  const [found = ""] = PREFIX.exec(words.slice(0, 6).join("\n")) ?? [];
  return found === "" ? 0 : found.split("\n").length - 1;
}

// Both words are needed: an image may well be called "docker".
const PREFIX = /^(?:[$#]\n)?(?:sudo\n)?docker\n(?:container\n)?(?:run|create)\n/;
