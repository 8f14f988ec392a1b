import type { RefusedFlags } from "../shared/flags.ts";
import { isAtLeast } from "../shared/versions.ts";

/** The flags that older manuals and answers name and that this version ends on. */
export function removedFlags(version: string): RefusedFlags[] {
  return REMOVED.filter(({ since }) => isAtLeast(version, ...since)).map(({ since, names, instead }) => ({
    names,
    why: `was removed in MySQL ${since.join(".")}; the server would not start with it.`,
    hint: instead,
  }));
}

const AUTH =
  "Use --auth mysql_native_password of /db up with MySQL 8.4, or leave it out and update the client's driver.";

/** Each was seen to be refused by 9.7; the version is the one the manual names. */
const REMOVED: readonly { since: readonly number[]; names: readonly string[]; instead: string }[] = [
  { since: [9, 0], names: ["mysql-native-password"], instead: AUTH },
  { since: [8, 4], names: ["default-authentication-plugin"], instead: AUTH },
  {
    since: [8, 0],
    names: ["query-cache-size", "query-cache-type", "query-cache-limit", "query-cache-min-res-unit"],
    instead: "Leave it out: there is no query cache any more.",
  },
  { since: [8, 4], names: ["expire-logs-days"], instead: "Use --binlog-expire-logs-seconds=259200" },
  { since: [8, 0], names: ["log-warnings"], instead: "Use --log-error-verbosity=2" },
  {
    since: [8, 0],
    names: ["innodb-file-format", "innodb-file-format-max", "innodb-file-format-check", "innodb-large-prefix"],
    instead: "Leave it out: all tables have the newer format.",
  },
  { since: [8, 0], names: ["secure-auth", "old-passwords"], instead: "Leave it out: the old passwords are gone." },
  {
    since: [8, 4],
    names: ["master-info-repository", "relay-log-info-repository"],
    instead: "Leave it out: both are tables.",
  },
  { since: [8, 4], names: ["ssl", "skip-ssl"], instead: "Leave it out: clients choose, and ours do without TLS." },
  {
    since: [8, 4],
    names: ["character-set-client-handshake", "skip-character-set-client-handshake"],
    instead: "Leave it out, and set the charset in the client.",
  },
  { since: [8, 4], names: ["skip-host-cache"], instead: "Use --host-cache-size=0" },
  {
    since: [9, 7],
    names: ["innodb-log-file-size", "innodb-log-files-in-group"],
    instead: "Use --innodb-redo-log-capacity=128M",
  },
  { since: [8, 0], names: ["tx-isolation"], instead: "Use --transaction-isolation=READ-COMMITTED" },
  {
    since: [8, 0],
    names: ["sync-frm", "innodb-support-xa", "innodb-locks-unsafe-for-binlog", "multi-range-count"],
    instead: "Leave it out.",
  },
];
