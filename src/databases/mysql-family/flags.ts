import { Problem } from "#core/problem.ts";
import { checkFlags, flagName, type Flag, type FlagRules, type RefusedFlags } from "../shared/flags.ts";

/** Throws a Problem for a flag that cannot work; `removed` are those that this version has no more. */
export function checkArguments(
  args: readonly string[],
  rules: Pick<FlagRules, "title" | "known"> & { readonly removed: readonly RefusedFlags[] },
): void {
  const flags = flagsIn(args, rules.title);
  const refused = [...rules.removed, ...REFUSED];
  const known = new Set(rules.known);
  const forms = flags.flatMap((flag): Flag[] => [
    // "loose" is what people write for a flag that may not be there: no slip, but still refused when it is one of ours.
    ...(flag.name.startsWith("loose-") ? [] : [{ ...flag, name: knownForm(flag.name, known) }]),
    ...wholeNames(flag, refused, known),
  ]);
  checkFlags(forms, { ...rules, refused, known: [...rules.known, ...refused.flatMap(({ names }) => names)], show });
}

function show(name: string): string {
  return `--${name}`;
}

/** Short options that take a value; see `mysqld --verbose --help`. */
const WITH_VALUE = new Set(["-b", "-h", "-l", "-L", "-o", "-P", "-t", "-T", "-u", "-W", "-C", "-r"]);

function flagsIn(args: readonly string[], title: string): Flag[] {
  const flags: Flag[] = [];
  for (let index = 0; index < args.length; index++) {
    const typed = args[index] ?? "";
    const [name = "", value] = typed.split("=", 2);
    if (name.startsWith("--") && name.length > 2) {
      flags.push({ name: flagName(name.slice(2)), typed });
      // "--max-connections 200"
      const next = args[index + 1];
      if (value === undefined && next !== undefined && !next.startsWith("-")) index++;
    } else if (/^-[A-Za-z?#]/.test(typed)) {
      flags.push({ name: typed.slice(0, 2), typed });
      if (typed.length === 2 && WITH_VALUE.has(typed)) index++;
    } else {
      throw new Problem("bad-input", `"${typed}" is not a flag of ${title}'s server.`, {
        hint: /^[a-z][\w-]*=/.test(typed) ? `Write it like --${typed}` : "Flags look like --max-connections=200",
      });
    }
  }
  return flags;
}

/** `skip-`, `enable-`, `disable-` and `maximum-` can stand before any option. */
const PREFIX = /^(?:loose-|skip-|enable-|disable-|maximum-)+/;

function knownForm(name: string, known: ReadonlySet<string>): string {
  const bare = name.replace(PREFIX, "");
  return !known.has(name) && known.has(bare) ? bare : name;
}

/** The refused options a flag may be in disguise: with a prefix, or cut short, which MariaDB completes. */
function wholeNames(flag: Flag, refused: readonly RefusedFlags[], known: ReadonlySet<string>): Flag[] {
  const positive = flag.name.replace(/^(?:loose-|enable-|maximum-)+/, "");
  const cutShort = positive.length >= 4 && !known.has(positive) && !positive.startsWith("-");
  return refused
    .flatMap(({ names }) => names)
    .filter((name) => name === positive || (cutShort && name.startsWith(positive)))
    .map((name) => ({ ...flag, name }));
}

/** Names with one letter are the short options that mean the same. */
const REFUSED: readonly RefusedFlags[] = [
  {
    names: ["port", "-P", "mysqlx-port"],
    why: "would change the port inside the container, where the published port leads to 3306.",
    hint: "To choose the port that clients dial: --port 13306",
  },
  {
    names: ["skip-networking", "networking", "bind-address", "socket", "disable-networking", "protocol"],
    why: "would take the server off the address that clients reach it at.",
    hint: "Leave it out: the server listens inside its container, and the host decides who reaches the port.",
  },
  {
    names: ["skip-grant-tables", "init-file", "init-rpl-role"],
    why: "would change who can log in and what they may do.",
    hint: "Leave it out: the login is in /db url",
  },
  {
    names: [
      "datadir",
      "-h",
      "basedir",
      "-b",
      "pid-file",
      "plugin-dir",
      "lc-messages-dir",
      "character-sets-dir",
      "chroot",
      "-r",
    ],
    why: "would move files away from the volume or the image they are kept in.",
    hint: "Leave it out.",
  },
  {
    names: ["defaults-file", "defaults-extra-file", "defaults-group-suffix", "no-defaults", "login-path"],
    why: "would replace the image's own settings.",
    hint: "Give the settings as flags, such as --max-connections=200",
  },
  {
    names: ["require-secure-transport"],
    why: "would refuse clients without TLS, and the connection strings are for TLS off.",
    hint: "Leave it out.",
  },
  {
    names: ["log-error"],
    why: "would send the log where /db logs cannot read it.",
    hint: "Leave it out, and read the log with /db logs",
  },
  {
    names: ["user", "-u"],
    why: "would run the server as somebody else than the image's own user.",
    hint: "To choose the login's name, use --user of /db up; as a server flag leave it out.",
  },
  {
    names: [
      "help",
      "-?",
      "version",
      "-V",
      "initialize",
      "initialize-insecure",
      "bootstrap",
      "daemonize",
      "validate-config",
    ],
    why: "makes the server do something else than serve.",
    hint: "Leave it out.",
  },
];
