import { quoted, type KnownCrash } from "../shared/crashes.ts";
import { closest } from "../shared/flags.ts";
import { directives } from "./directives.ts";

/** How Redis and Valkey end, with the words they use: seen with Redis 7.0 and Valkey 8.1. */
export const crashes: readonly KnownCrash[] = [
  {
    log: /FATAL CONFIG FILE ERROR[^\n]*\n[^\n]*\n>>> '([^\n '=]*)[^\n]*'\n(?:Bad directive|Failed to configure)/,
    reason: ([, name]) => `The server has no directive ${quoted(name)} that takes what was given.`,
    hint: ([, name = ""]) => {
      const meant = directives.includes(name) ? undefined : closest(name, directives);
      return meant === undefined ? "Look at the name and the number of values." : `Did you mean --${meant}?`;
    },
  },
  {
    log: /FATAL CONFIG FILE ERROR[^\n]*\n[^\n]*\n>>> '([^\n]*)'\n([^\n]*)/,
    reason: ([, line, why]) => `The server does not take ${quoted(line?.replaceAll('"', ""))}: ${why?.trim()}.`,
    hint: () => "Give another value, or leave the flag out.",
  },
  {
    log: /can't open config file '([^']*)': Permission denied/,
    reason: ([, file]) => `The server's user may not read ${quoted(file)}.`,
    hint: () => "The image may run as another user than the official one: try the official image of the same version.",
  },
  {
    log: /Can't (?:open|create)[^\n]*: Permission denied|Failed opening the (?:temp )?(?:RDB|append only)[^\n]*: Permission denied/,
    reason: () => "The server's user may not write to its data directory.",
    hint: () => "The image may run as another user than the official one: try the official image of the same version.",
  },
  {
    log: /Can't handle RDB format version (\d+)/,
    reason: () => "Its data was written by a newer version than this one.",
    hint: () => "Use the version that wrote it, or a newer one.",
  },
  {
    log: /Bad file format reading the append only file|Unexpected end of file reading the append only file|Wrong signature trying to load DB|Internal error in RDB reading/,
    reason: () => "Its data files are damaged or cut short.",
    hint: () => "Take the database down and up again for an empty one.",
  },
  {
    log: /(?:Failed listening on port|Could not create server TCP listening socket)[^\n]*/,
    reason: () => "The server could not listen on its port in the container.",
    hint: () => "Leave flags about ports and addresses out.",
  },
];
