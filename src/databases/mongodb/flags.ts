import { Problem } from "#core/problem.ts";
import { checkFlags, type Flag, type RefusedFlags } from "../shared/flags.ts";

/** Throws a Problem for a flag that cannot work. Flags look like `--name value`, `--name=value` or `-v`. */
export function checkArguments(args: readonly string[], version: string): void {
  const [first] = args;
  if (first !== undefined && !first.startsWith("-")) {
    throw new Problem("bad-input", `"${first}" is not a flag of MongoDB's server.`, {
      hint: "Flags look like --maxConns 200",
    });
  }
  const flags = args.filter((arg) => /^-[A-Za-z-]/.test(arg)).map(flagOf);
  const known = KNOWN.map((name) => name.toLowerCase());
  checkFlags(flags, {
    title: `MongoDB ${version}`,
    known: [...known, ...REFUSED.flatMap(({ names }) => names)],
    refused: REFUSED,
    show: (name) => `--${KNOWN.find((spelling) => spelling.toLowerCase() === name) ?? name}`,
  });
}

function flagOf(typed: string): Flag {
  const [name = ""] = typed.split("=", 1);
  return { name: name.startsWith("--") ? name.slice(2).toLowerCase() : typed.slice(0, 2), typed };
}

/** `mongod --help` of 8.0, from its manual. Names are in mongod's own spelling: it tells upper from lower case. */
const KNOWN = `
  maxConns setParameter verbose quiet slowms slowOpSampleRate profile profileFilter directoryperdb storageEngine syncdelay
  wiredTigerCacheSizeGB wiredTigerCacheSizePct wiredTigerJournalCompressor wiredTigerDirectoryForIndexes
  wiredTigerCollectionBlockCompressor wiredTigerIndexPrefixCompression notablescan oplogSize oplogMinRetentionHours
  ipv6 networkMessageCompressors timeZoneInfo journalCommitInterval noscripting logRotate timeStampFormat
  redactClientLogData traceExceptions enableMajorityReadConcern filePermissions
`
  .trim()
  .split(/\s+/);

/** In lower case. Names with one letter are the short options that mean the same. */
const REFUSED: readonly RefusedFlags[] = [
  {
    names: ["port"],
    why: "would change the port inside the container, where the published port leads to 27017.",
    hint: "To choose the port that clients dial: --port 37017",
  },
  {
    names: ["bind_ip", "bind_ip_all", "nounixsocket", "unixsocketprefix", "listenbacklog"],
    why: "would take the server off the address that clients reach it at.",
    hint: "Leave it out: the server listens inside its container, and the host decides who reaches the port.",
  },
  {
    names: ["noauth", "transitiontoauth", "keyfile", "clusterauthmode"],
    why: "would change who can log in and what they may do.",
    hint: "Leave it out: the login is in /db url",
  },
  {
    names: ["dbpath", "config", "-f", "pidfilepath", "repair"],
    why: "would move files away from the volume or the settings they are kept in.",
    hint: "Leave it out.",
  },
  {
    names: ["replset", "shardsvr", "configsvr"],
    why: "makes the server a part of something bigger; this one stands alone.",
    hint: "Leave it out.",
  },
  {
    names: ["tlsmode", "tlscertificatekeyfile", "sslmode"],
    why: "needs a certificate in the container, and the connection strings are for TLS off.",
    hint: "Leave it out.",
  },
  {
    names: ["logpath", "syslog"],
    why: "would send the log where /db logs cannot read it.",
    hint: "Leave it out, and read the log with /db logs",
  },
  {
    names: ["fork", "shutdown", "help", "-h", "version"],
    why: "makes the server do something else than serve.",
    hint: "Leave it out.",
  },
];
