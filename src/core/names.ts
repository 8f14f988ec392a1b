import { z } from "zod";

/**
 * A container's name as Docker takes it: moby `RestrictedNamePattern`, `[a-zA-Z0-9][a-zA-Z0-9_.-]+`, so two characters
 * at least. Docker has no longest name; we stop at 128, where a host name or a label next to it still fits.
 */
export const containerName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/, {
    error:
      'Docker accepts the letters a–z and A–Z, digits, "_", "." and "-", 2 to 128 of them, the first a letter or a digit.',
  })
  .meta({ placeholder: "name", examples: ["shop"] });

/** The name of a database or of a user inside one: what every server we run takes without quoting. */
export const databaseIdentifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, {
    error: 'expected up to 63 of the letters a–z, digits and "_", beginning with a letter.',
  })
  .meta({ placeholder: "name", examples: ["shop"] });

/** `postgres`, `postgres:16` ↔ the kind of database and the version asked for: an image tag, by Docker's rule for tags. */
export const databaseReference = z.codec(
  z.string().meta({ placeholder: "database[:version]", examples: ["postgres", "postgres:16"] }),
  z.object({ database: z.string(), version: z.string().optional() }),
  {
    decode: (text, context) => {
      const [, database, version] = /^([a-z][a-z0-9_-]{0,62})(?::([a-z0-9_][a-z0-9_.-]{0,127}))?$/i.exec(text) ?? [];
      if (database === undefined) {
        context.issues.push({
          code: "custom",
          input: text,
          message: "expected a database such as postgres or postgres:16.",
        });
        return z.NEVER;
      }
      return version === undefined
        ? { database: database.toLowerCase() }
        : { database: database.toLowerCase(), version };
    },
    encode: ({ database, version }) => (version === undefined ? database : `${database}:${version}`),
  },
);

/** A name for a container nobody named: `brave-otter-42`. `random` gives [0, 1), as `Math.random` does. */
export function readableName(random: () => number): string {
  const number = 10 + Math.floor(random() * 90);
  return `${pick(ADJECTIVES, random)}-${pick(ANIMALS, random)}-${number}`;
}

function pick(words: readonly string[], random: () => number): string {
  return words[Math.floor(random() * words.length)] ?? "";
}

// Short, easy to say aloud on a call, none of them said of people.
const ADJECTIVES = (
  "amber ample azure bold brave bright brisk calm clear cosy crisp deft early fair fleet fresh gentle glad golden " +
  "grand green handy hardy honest jolly keen kind light lively lucky mellow merry mild neat nimble noble placid plucky " +
  "polite proud quick quiet ready royal rustic sandy shiny silver sleek snowy solid spry steady sturdy sunny swift tidy " +
  "trusty upbeat vivid warm wise witty zesty"
).split(" ");

const ANIMALS = (
  "auk badger beaver bison bittern coot crane curlew dipper dolphin dunlin eider falcon finch fox gannet gecko grebe gull " +
  "hare heron ibex ibis jay kestrel kite lark lemur linnet lynx marten mink moose narwhal newt orca osprey otter owl oyster " +
  "panda pelican petrel pike plover puffin quail raven robin salmon seal shrew skua snipe stoat stork swan swift tapir tern " +
  "trout vole walrus wren"
).split(" ");
