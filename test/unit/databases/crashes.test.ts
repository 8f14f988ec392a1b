import { expect, test } from "vitest";
import type { Crash } from "#core/database.ts";
import { loadDatabases } from "#databases/load.ts";
import { crashWith, MIB } from "./requests.ts";

const databases = await loadDatabases();

// Lines that the servers wrote when this was done to them, with what the caller reads.
test.each([
  [
    "postgres",
    'FATAL:  unrecognized configuration parameter "work_men"',
    'PostgreSQL has no setting "work_men". | Did you mean -c work_mem=…?',
  ],
  [
    "postgres",
    'FATAL:  invalid value for parameter "max_connections": "abc"',
    'The setting "max_connections" cannot be "abc". | Give another value, or leave the setting out.',
  ],
  [
    "postgres",
    'FATAL:  0 is outside the valid range for parameter "max_connections" (1 .. 262143)',
    'The value of "max_connections" is out of its range. | Give another value, or leave the setting out.',
  ],
  [
    "postgres",
    'FATAL:  could not access file "timescaledb": No such file or directory',
    'The image does not have the library "timescaledb". | Use an image that has it: --image <reference>',
  ],
  [
    "postgres",
    "FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 14, which is not compatible with this version 15.20 (Debian 15.20-0+deb12u1).",
    "Its data was made by PostgreSQL 14, and this is 15.20. | Use the version that made it: /db up postgres:14",
  ],
  [
    "postgres",
    'FATAL:  could not create lock file "/var/run/postgresql/.s.PGSQL.5432.lock": Permission denied',
    'The server\'s user may not use "/var/run/postgresql/.s.PGSQL.5432.lock". | The image may run as another user than the official one: try the official image of the same version.',
  ],
  [
    "postgres",
    "initdb: could not look up effective user ID 1234: user does not exist",
    "The image has no user with the number 1234, and PostgreSQL insists on one. | The image may run as another user than the official one: try the official image of the same version.",
  ],
  [
    "postgres",
    "FATAL:  could not map anonymous shared memory: Cannot allocate memory",
    "There is not enough shared memory for what it was set to use. | Give it more, or a smaller shared_buffers: --memory 1024m",
  ],
  [
    "postgres",
    'FATAL:  could not extend file "base/1/2691": No space left on device',
    "The host's disk is full. | Free some space, or use another host: /host status shows how full each is.",
  ],
  [
    "postgres",
    'Error: in 18+, these Docker images are configured to store database data in a\n       format which is compatible with "pg_ctlcluster"',
    "PostgreSQL 18 and newer keep their data below /var/lib/postgresql, and something else is mounted there. | Take the database down and up again, so that its volume is mounted at the right place.",
  ],
  [
    "mysql",
    "[ERROR] [MY-000067] [Server] unknown variable 'default-authentication-plugin=mysql_native_password'.",
    "MySQL 1 has no default-authentication-plugin: it was removed in 8.4. | Leave the flag out. With MySQL 8.4: --auth mysql_native_password. Otherwise update the client's driver.",
  ],
  [
    "mysql",
    "[ERROR] [MY-000067] [Server] unknown variable 'inodb-buffer-pool-size=1G'.",
    'The server has no option "inodb-buffer-pool-size". | Did you mean --innodb-buffer-pool-size?',
  ],
  [
    "mysql",
    "[ERROR] [MY-000068] [Server] unknown option '--skip-ssl'.",
    'The server has no option "skip-ssl". | Leave it out.',
  ],
  [
    "mysql",
    "[ERROR] [MY-000077] [Server] /usr/sbin/mysqld: Error while setting value 'NO_AUTO_CREATE_USER' to 'sql_mode'.",
    'The option "sql_mode" cannot be "NO_AUTO_CREATE_USER". | Give another value, or leave the option out.',
  ],
  [
    "mysql",
    "[ERROR] [MY-010933] [Server] Unknown collation: 'foo'.",
    'The server has no collation "foo". | Give it with --charset and --collation, which are checked first.',
  ],
  [
    "mysql",
    "[ERROR] [MY-012888] [InnoDB] Cannot resize redo log file ./#innodb_redo/#ib_redo2_tmp to 3 MB (Failed to set size)\n[ERROR] [MY-013236] [Server] The designated data directory /var/lib/mysql/ is unusable. You can remove all files that the server added to it.",
    "The disk, or the container's space for temporary files, is full. | Free some space, or use another host: /host status shows how full each is.",
  ],
  [
    "mariadb",
    "[ERROR] mariadbd: ambiguous option '--innodb-b=1' (innodb-buffer-pool-size, innodb-buf-dump-status-frequency)",
    '"--innodb-b=1" could be innodb-buffer-pool-size, innodb-buf-dump-status-frequency. | Write the option\'s whole name.',
  ],
  [
    "mariadb",
    "[ERROR] mariadbd: Out of memory (Needed 0 bytes)",
    "There was not enough memory for InnoDB's buffer pool. | Give it more, or a smaller --innodb-buffer-pool-size: --memory 1024m",
  ],
  [
    "mariadb",
    "[ERROR] InnoDB: preallocating 100663296 bytes for file ./ib_logfile101 failed with error 28",
    "The disk, or the container's space for temporary files, is full. | Free some space, or use another host: /host status shows how full each is.",
  ],
  [
    "mariadb",
    "[ERROR] Can't create interrupt-thread (error 11, errno: 11)",
    "It could not start as many threads as it needs. | The container's limit of processes is too low for this server.",
  ],
  [
    "redis",
    "*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\nReading the configuration file, at line 2\n>>> 'maxmemori \"1\"'\nBad directive or wrong number of arguments",
    'The server has no directive "maxmemori" that takes what was given. | Did you mean --maxmemory?',
  ],
  [
    "valkey",
    "*** FATAL CONFIG FILE ERROR (Version 8.1.1) ***\nReading the configuration file, at line 2\n>>> 'maxmemory \"foo\"'\nargument must be a memory value",
    'The server does not take "maxmemory foo": argument must be a memory value. | Give another value, or leave the flag out.',
  ],
  [
    "redis",
    "# Can't open or create append-only dir appendonlydir: Permission denied",
    "The server's user may not write to its data directory. | The image may run as another user than the official one: try the official image of the same version.",
  ],
  [
    "redis",
    "# Can't handle RDB format version 99",
    "Its data was written by a newer version than this one. | Use the version that wrote it, or a newer one.",
  ],
  [
    "mongodb",
    "WARNING: MongoDB 5.0+ requires a CPU with AVX support, and your current system does not appear to have that!",
    "MongoDB 5.0 and newer need a processor with AVX, which the host does not have. | Use a host with AVX, or MongoDB 4.4: /db up mongodb:4.4",
  ],
  ["redis", "Ready to accept connections", undefined],
])("%s: %s", (name, log, explained) => {
  expect(explain(name, crashWith(log))).toBe(explained);
});

test("out of memory says how much there was and how much to give", () => {
  const starved = { exitCode: 137, outOfMemory: true, memoryBytes: 128 * MIB };
  expect(explain("mysql", crashWith("mysqld: ready for connections", starved))).toBe(
    "It needed more memory than its limit of 128 MiB. | Give it more: --memory 384m",
  );
});

test("killed without being out of its own memory is the host's doing", () => {
  expect(explain("postgres", crashWith("", { exitCode: 137 }))).toBe(
    "It was killed from outside (exit code 137) without being over its own memory limit. | The host may have run out of memory: look at /host status.",
  );
});

function explain(name: string, crash: Crash): string | undefined {
  const found = databases.find(name).database.explainCrash(crash);
  return found && `${found.reason} | ${found.hint}`;
}
