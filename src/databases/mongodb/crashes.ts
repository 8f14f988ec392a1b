import { quoted, type KnownCrash } from "../shared/crashes.ts";

/** How mongod and its image's entrypoint end, from their sources and from threads: none of it could be provoked here. */
export const crashes: readonly KnownCrash[] = [
  {
    log: /MongoDB 5\.0\+ requires a CPU with AVX support|Illegal instruction/,
    reason: () => "MongoDB 5.0 and newer need a processor with AVX, which the host does not have.",
    hint: () => "Use a host with AVX, or MongoDB 4.4: /db up mongodb:4.4",
  },
  {
    log: /unrecognised option '([^']*)'/,
    reason: ([, name]) => `MongoDB has no option ${quoted(name)}.`,
    hint: () => "Leave it out.",
  },
  {
    log: /(?:Error parsing command line|BadValue): ([^\n"]*)/,
    reason: ([, why]) => `MongoDB does not take its flags: ${why?.trim()}.`,
    hint: () => "Give another value, or leave the flag out.",
  },
  {
    log: /Wrong mongod version|Invalid featureCompatibilityVersion|UPGRADE PROBLEM[^\n]*/,
    reason: () => "Its data was made by a version that this one cannot take over.",
    hint: () => "Use the version that made it, and go up one major version at a time.",
  },
  {
    log: /(?:Operation not permitted|Permission denied|IllegalOperation: Attempted to create a lock file)[^\n]*(?:\/data\/db|mongod\.lock)|(?:\/data\/db|mongod\.lock|WiredTiger)[^\n]*(?:Operation not permitted|Permission denied)/,
    reason: () => "The server's user may not write to its data directory.",
    hint: () => "The image may run as another user than the official one: try the official image of the same version.",
  },
  {
    log: /missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'/,
    reason: () => "The image did not find its root password.",
    hint: () => "It may read other variables than the official image: try the official one.",
  },
  {
    log: /WT_PANIC|WiredTiger library panic/,
    reason: () => "Its data files are damaged.",
    hint: () => "Take the database down and up again for an empty one.",
  },
];
