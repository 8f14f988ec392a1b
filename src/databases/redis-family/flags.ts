import { Problem } from "#core/problem.ts";
import { checkFlags, type Flag, type RefusedFlags } from "../shared/flags.ts";
import { directives } from "./directives.ts";

/** The arguments to run: `--name value` as these servers want it, also when it was typed in one word or with "=". */
export function serverArguments(args: readonly string[], title: string): readonly string[] {
  const words = args.flatMap(wordsOf);
  const [first] = words;
  if (first !== undefined && !first.startsWith("--")) {
    throw new Problem("bad-input", `"${first}" is not a flag of ${title}'s server.`, {
      hint: "Flags look like --maxmemory-policy allkeys-lru",
    });
  }
  const flags = words.filter((word) => word.startsWith("--")).map(flagOf);
  checkFlags(flags, { title, known: directives, refused: REFUSED, show: (name) => `--${name}` });
  return words;
}

/** One word may not hold two directives: the server makes lines of a configuration file from its arguments. */
function wordsOf(arg: string): string[] {
  if (/\p{Cc}/u.test(arg)) {
    throw new Problem("bad-input", "A server flag holds a line break or another control character.", {
      hint: "Give each flag its own --arg.",
    });
  }
  if (!arg.startsWith("--")) return [arg];
  const [, name = "", value] = /^(--[\w-]+)[= ]\s*(.*)$/.exec(arg) ?? [];
  return value === undefined ? [arg] : [name, ...value.split(/\s+/).filter((word) => word !== "")];
}

function flagOf(typed: string): Flag {
  // Directives are spelt without "_", and "--MaxMemory" is "--maxmemory".
  return { name: typed.slice(2).toLowerCase(), typed };
}

const REFUSED: readonly RefusedFlags[] = [
  {
    names: ["port", "tls-port"],
    why: "would change the port inside the container, where the published port leads to 6379.",
    hint: "To choose the port that clients dial: --port 16379",
  },
  {
    names: ["bind", "unixsocket", "protected-mode"],
    why: "would take the server off the address that clients reach it at.",
    hint: "Leave it out: the server listens inside its container, and the host decides who reaches the port.",
  },
  {
    names: ["user", "aclfile", "requirepass", "masterauth", "masteruser", "rename-command"],
    why: "would change who can log in and what they may do.",
    hint: "Leave it out: the login is in /db url",
  },
  {
    names: ["dir", "dbfilename", "appendfilename", "appenddirname", "include", "pidfile"],
    why: "would move files away from where they are kept.",
    hint: "Leave it out.",
  },
  {
    names: ["loadmodule", "enable-debug-command", "enable-module-command", "enable-protected-configs"],
    why: "would let code run in the container.",
    hint: "Use an image that has the module: --image redis/redis-stack-server",
  },
  {
    names: ["replicaof", "slaveof", "cluster-enabled", "sentinel"],
    why: "makes the server a part of something bigger; this one stands alone.",
    hint: "Leave it out.",
  },
  {
    names: ["logfile", "syslog-enabled"],
    why: "would send the log where /db logs cannot read it.",
    hint: "Leave it out, and read the log with /db logs",
  },
  {
    names: ["daemonize", "supervised", "help", "version", "check-system", "test-memory", "check-rdb", "check-aof"],
    why: "makes the server do something else than serve.",
    hint: "Leave it out.",
  },
];
