import { adviceFrom, type ImageAdvice } from "#core/docker-run/advice.ts";
import { removedFlags } from "#databases/mysql/removed-flags.ts";
import { variables } from "#databases/mysql/variables.ts";
import { slipOf } from "#databases/shared/flags.ts";

/** What a database file would say of MySQL's image, out of the tables it has. */
export const mysql: ImageAdvice = adviceFrom({
  title: "MySQL",
  repositories: ["mysql", "mysql/mysql-server"],
  latest: [9, 7],
  needsOneOf: [
    "MYSQL_ROOT_PASSWORD",
    "MYSQL_ROOT_PASSWORD_FILE",
    "MYSQL_ALLOW_EMPTY_PASSWORD",
    "MYSQL_RANDOM_ROOT_PASSWORD",
  ],
  flags: {
    known: variables,
    removed: [
      {
        names: ["default-authentication-plugin"],
        since: [8, 4],
        hint: "Leave it out: clients of today log in with caching_sha2_password.",
      },
      ...removedFlags("8.0").map(({ names, hint }) => ({ names, since: [8, 0], hint })),
    ],
    slipOf: (name) => slipOf(name, variables),
  },
});

export const postgres: ImageAdvice = adviceFrom({
  title: "PostgreSQL",
  repositories: ["postgres"],
  latest: [18],
  needsOneOf: ["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"],
  badMounts: [
    {
      path: "/var/lib/postgresql/data",
      since: [18],
      why: "ends the container: the data is kept by major version one folder up.",
      instead: "/var/lib/postgresql",
    },
  ],
});
