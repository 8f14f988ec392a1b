import { quoted, type KnownCrash } from "../shared/crashes.ts";
import { closest, flagName } from "../shared/flags.ts";

/** How MySQL, MariaDB and their images' entrypoints end, with the words they use: seen with MySQL 9.7 and MariaDB 10.11. */
export function crashesOf(variables: readonly string[]): readonly KnownCrash[] {
  return [
    {
      log: /unknown (?:variable|option) '(?:--)?([^'=]*)/,
      reason: ([, name]) => `The server has no option ${quoted(name)}.`,
      hint: ([, name]) => {
        const meant = closest(flagName(name ?? ""), variables);
        return meant === undefined ? "Leave it out." : `Did you mean --${meant}?`;
      },
    },
    {
      log: /ambiguous option '([^']*)' \(([^)]*)\)/,
      reason: ([, name, candidates]) => `${quoted(name)} could be ${candidates}.`,
      hint: () => "Write the option's whole name.",
    },
    {
      log: /Error while setting value '([^']*)' to '([^']*)'/,
      reason: ([, value, name]) => `The option ${quoted(name)} cannot be ${quoted(value)}.`,
      hint: () => "Give another value, or leave the option out.",
    },
    {
      log: /Unknown suffix '[^']*' used for variable '([^']*)' \(value '([^']*)'\)/,
      reason: ([, name, value]) => `The option ${quoted(name)} is a number, and ${quoted(value)} is none.`,
      hint: () => "Write it like 64M or 200.",
    },
    {
      log: /Unknown (character set|collation): '([^']*)'|COLLATION '([^']*)' is not valid for CHARACTER SET '([^']*)'/,
      reason: ([, kind, name, collation, charset]) =>
        kind === undefined
          ? `The collation ${quoted(collation)} does not go with the charset ${quoted(charset)}.`
          : `The server has no ${kind} ${quoted(name)}.`,
      hint: () => "Give it with --charset and --collation, which are checked first.",
    },
    {
      log: /Too many arguments \(first extra is '([^']*)'\)/,
      reason: ([, argument]) => `The server does not understand ${quoted(argument)}.`,
      hint: () => "Server flags look like --max-connections=200",
    },
    {
      log: /(?:Cannot|Can't) (?:upgrade|boot|downgrade) (?:from )?(?:server version )?[^\n]*?(\d+\.\d+\.\d+|\d{5,6})|Invalid MySQL server (?:upgrade|downgrade)[^\n]*|Upgrading from [^\n]* is not supported|Unsupported redo log format[^\n]*/,
      reason: () => "Its data was made by another version, which this one cannot take over.",
      hint: () => "Use the version that made it; between major versions, dump and restore.",
    },
    {
      log: /(?:Cannot|Could not|Can't) (?:allocate memory for the buffer pool|initialize buffer pool)|InnoDB: Cannot allocate|mmap\([^)]*\) failed; errno 12|Out of memory \(Needed/,
      reason: () => "There was not enough memory for InnoDB's buffer pool.",
      hint: (_match, { memoryBytes }) =>
        `Give it more, or a smaller --innodb-buffer-pool-size: --memory ${Math.ceil((memoryBytes * 2) / 1024 ** 2)}m`,
    },
    {
      log: /Table '[^']*' is full|Disk is full writing|No space left on device|OS error number 28|Errcode: 28|failed with error 28|Failed to set size/,
      reason: () => "The disk, or the container's space for temporary files, is full.",
      hint: () => "Free some space, or use another host: /host status shows how full each is.",
    },
    {
      log: /(?:Can't create\/write to file|Can't read dir of|Can't create test file|Could not open|Unable to lock|Cannot open) [^\n]*?(?:Errcode: 13|OS errno 13|Permission denied|error: 13)|The error means (?:mysqld|mariadbd) does not have the access rights|The designated data directory [^\n]* is unusable/,
      reason: () => "The server's user may not write to its data directory.",
      hint: () =>
        "The image may run as another user than the official one: try the official image of the same version.",
    },
    {
      log: /--initialize specified but the data directory has files in it|Newly created data directory [^\n]* is unusable/,
      reason: () => "Its data directory was left half made by an earlier start.",
      hint: () => "Take the database down and up again.",
    },
    {
      log: /(?:Database is uninitialized and password option is not specified|has no root password yet)/,
      reason: () => "The image did not find its root password.",
      hint: () => "It may read other variables than the official image: try the official one.",
    },
    {
      log: /can't create [^\n]*thread|thread could not be created|pthread_create/i,
      reason: () => "It could not start as many threads as it needs.",
      hint: () => "The container's limit of processes is too low for this server.",
    },
  ];
}
