import { closest, flagName } from "../shared/flags.ts";
import { quoted, type KnownCrash } from "../shared/crashes.ts";
import { settings } from "./settings.ts";

/** How PostgreSQL and its image's entrypoint end, with the words they use: seen with 15, for 18 in its entrypoint. */
export const crashes: readonly KnownCrash[] = [
  {
    log: /unrecognized configuration parameter "([^"]*)"/,
    reason: ([, name]) => `PostgreSQL has no setting ${quoted(name)}.`,
    hint: ([, name]) => {
      const meant = closest(flagName(name ?? ""), settings);
      return meant === undefined ? "Leave it out." : `Did you mean -c ${meant.replaceAll("-", "_")}=…?`;
    },
  },
  {
    log: /invalid value for parameter "([^"]*)": "([^"]*)"|(?:\S+) is outside the valid range for parameter "([^"]*)"/,
    reason: ([, name, value, ranged]) =>
      ranged === undefined
        ? `The setting ${quoted(name)} cannot be ${quoted(value)}.`
        : `The value of ${quoted(ranged)} is out of its range.`,
    hint: () => "Give another value, or leave the setting out.",
  },
  {
    log: /parameter "([^"]*)" (?:cannot be changed|requires a (?:numeric|Boolean|temporal) value)/,
    reason: ([, name]) => `The setting ${quoted(name)} does not take that.`,
    hint: () => "Leave it out.",
  },
  {
    log: /invalid argument: "([^"]*)"/,
    reason: ([, argument]) => `PostgreSQL does not understand ${quoted(argument)}.`,
    hint: () => "Server flags look like -c work_mem=64MB",
  },
  {
    log: /could not access file "([^"]*)": No such file or directory/,
    reason: ([, library]) => `The image does not have the library ${quoted(library)}.`,
    hint: () => "Use an image that has it: --image <reference>",
  },
  {
    log: /The data directory was initialized by PostgreSQL version (\S+),\s+which is not compatible with this version (\d[\d.]*)/,
    reason: ([, old, current]) => `Its data was made by PostgreSQL ${old?.replace(/\.$/, "")}, and this is ${current}.`,
    hint: ([, old]) => `Use the version that made it: /db up postgres:${old?.replace(/\D.*$/, "")}`,
  },
  {
    log: /in 18\+, these Docker images are configured to store database data in a\s+format|unused mount\/volume/,
    reason: () =>
      "PostgreSQL 18 and newer keep their data below /var/lib/postgresql, and something else is mounted there.",
    hint: () => "Take the database down and up again, so that its volume is mounted at the right place.",
  },
  {
    log: /could not (?:create|access|open|change permissions of) (?:directory|file|lock file) "([^"]*)": Permission denied|data directory "([^"]*)" has (?:wrong ownership|invalid permissions)/,
    reason: ([, file, directory]) => `The server's user may not use ${quoted(file ?? directory)}.`,
    hint: () => "The image may run as another user than the official one: try the official image of the same version.",
  },
  {
    log: /could not (?:resize shared memory segment|map anonymous shared memory|create shared memory)/,
    reason: () => "There is not enough shared memory for what it was set to use.",
    hint: (_match, { memoryBytes }) =>
      `Give it more, or a smaller shared_buffers: --memory ${Math.ceil((memoryBytes * 2) / 1024 ** 2)}m`,
  },
  {
    log: /superuser password is not specified|POSTGRES_PASSWORD is not set/,
    reason: () => "The image did not find its superuser's password.",
    hint: () => "It may read other variables than the official image: try the official one.",
  },
  {
    log: /could not look up effective user ID (\d+)/,
    reason: ([, uid]) => `The image has no user with the number ${uid}, and PostgreSQL insists on one.`,
    hint: () => "The image may run as another user than the official one: try the official image of the same version.",
  },
  {
    log: /new (?:collation|encoding) .* is incompatible|encoding "([^"]*)" does not match locale|invalid locale name: "([^"]*)"|could not open collator/,
    reason: () => "The charset and the collation do not go together, or the image does not have that locale.",
    hint: () => "Try --charset UTF8 with --collation C.UTF-8 or a language such as de-DE.",
  },
  {
    log: /invalid length of checkpoint record|could not locate a valid checkpoint record|database files are incompatible with server/,
    reason: () => "Its data files are damaged or incomplete.",
    hint: () => "Take the database down and up again for an empty one.",
  },
];
