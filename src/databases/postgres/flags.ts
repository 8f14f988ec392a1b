import { Problem } from "#core/problem.ts";
import { checkFlags, flagName, type Flag, type RefusedFlags } from "../shared/flags.ts";
import { settings } from "./settings.ts";

/** The arguments to run: as typed, a "-c name=value" in one word made two. Throws a Problem for one that cannot work. */
export function serverArguments(args: readonly string[], version: string): readonly string[] {
  const words = args.flatMap((arg) => (/^-[cBNdv] /.exec(arg) ? [arg.slice(0, 2), arg.slice(3).trim()] : [arg]));
  const show = (name: string) => `-c ${name.replaceAll("-", "_")}`;
  checkFlags(flagsIn(words), { title: `PostgreSQL ${version}`, known: settings, refused: REFUSED, show });
  return words;
}

/** Short options of `postgres` that take a value (`postgres --help`), other than the settings `-c name=value`. */
const WITH_VALUE = new Set(["-B", "-C", "-D", "-N", "-S", "-d", "-f", "-h", "-k", "-p", "-r", "-t", "-v"]);

function flagsIn(words: readonly string[]): Flag[] {
  const flags: Flag[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    const short = word.slice(0, 2);
    if (word.startsWith("--")) {
      flags.push({ name: settingIn(word.slice(2)), typed: word });
    } else if (short === "-c") {
      const setting = word.length > 2 ? word.slice(2) : words[++index];
      if (setting === undefined || !setting.includes("=")) {
        throw new Problem("bad-input", `-c needs a setting: ${setting ?? "nothing"} has no "=".`, {
          hint: "Write it like -c work_mem=64MB",
        });
      }
      flags.push({ name: settingIn(setting), typed: `-c ${setting}` });
    } else if (/^-[A-Za-z?]/.test(word)) {
      flags.push({ name: short, typed: word });
      if (word.length === 2 && WITH_VALUE.has(short)) index++;
    } else {
      throw new Problem("bad-input", `"${word}" is not a flag of PostgreSQL's server.`, {
        hint: word.includes("=") ? `Write it like -c ${word}` : "Flags look like -c work_mem=64MB",
      });
    }
  }
  return flags;
}

function settingIn(text: string): string {
  return flagName(text.split("=", 1)[0] ?? "");
}

/** Names with one letter are the short options that mean the same. */
const REFUSED: readonly RefusedFlags[] = [
  {
    names: ["port", "-p"],
    why: "would change the port inside the container, where the published port leads to 5432.",
    hint: "To choose the port that clients dial: --port 15432",
  },
  {
    names: ["listen-addresses", "unix-socket-directories", "-h", "-i", "-k"],
    why: "would take the server off the address that clients reach it at.",
    hint: "Leave it out: the server listens inside its container, and the host decides who reaches the port.",
  },
  {
    names: ["data-directory", "hba-file", "ident-file", "config-file", "external-pid-file", "-D", "-r"],
    why: "would move files away from the volume and the settings they are kept in.",
    hint: "Leave it out.",
  },
  {
    names: ["ssl", "-l"],
    why: "needs a certificate in the container, and the connection strings are for TLS off.",
    hint: "Leave it out.",
  },
  {
    names: ["logging-collector", "log-destination"],
    why: "would send the log where /db logs cannot read it.",
    hint: "Leave it out, and read the log with /db logs",
  },
  {
    names: [
      "archive-command",
      "archive-cleanup-command",
      "recovery-end-command",
      "restore-command",
      "ssl-passphrase-command",
    ],
    why: "would run a shell command in the container as the server.",
    hint: "Leave it out.",
  },
  {
    names: ["help", "version", "describe-config", "single", "boot", "check", "forkchild", "-?", "-V", "-C"],
    why: "makes the server do something else than serve.",
    hint: "Leave it out.",
  },
];
