#!/bin/bash
# MariaDB with the documented contract of the official image: https://hub.docker.com/_/mariadb
set -Eeo pipefail
. /usr/local/lib/longshore/startup.sh
. /usr/local/lib/longshore/mysql-family.sh

prefix=MARIADB
client=mariadb
temporary_server_options=(--skip-slave-start --loose-innodb-buffer-pool-load-at-startup=0)

main() {
  if [[ ${1-} == -* ]]; then
    set -- mariadbd "$@"
  fi
  if [[ ${1-} != mariadbd && ${1-} != mysqld ]] || asks_for_information "$@"; then
    exec "$@"
  fi
  if ((EUID == 0)); then
    read_server_options "$@" --user=mysql
    own mysql "$data_directory" "${socket%/*}"
    step_down mysql "$@"
  fi
  read_server_options "$@"
  if [[ -d $data_directory/mysql ]]; then
    note "$data_directory holds a database already: MARIADB_* and /docker-entrypoint-initdb.d are not looked at"
  else
    read_settings
    setting ROOT_PASSWORD_HASH
    setting PASSWORD_HASH
    setting USER_HOST %
    setting ALLOW_EMPTY_ROOT_PASSWORD "${MYSQL_ALLOW_EMPTY_PASSWORD-}"
    check_user
    check_root_password
    first_start "$@"
  fi
  forget_secrets
  exec "$@"
}

check_root_password() {
  if [[ -n $random_root_password ]]; then
    choose_random_root_password
  elif [[ -z $root_password$root_password_hash$allow_empty_root_password ]]; then
    fail "the database has no root password yet and none is asked for. Set one of MARIADB_ROOT_PASSWORD," \
      "MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD, MARIADB_RANDOM_ROOT_PASSWORD"
  elif [[ -n $root_password && -n $root_password_hash ]]; then
    fail "MARIADB_ROOT_PASSWORD and MARIADB_ROOT_PASSWORD_HASH are both set; set one of them"
  fi
}

create_system_tables() {
  # --rpm: no advice about a service that this container does not have.
  mariadb-install-db --datadir="$data_directory" --rpm --auth-root-authentication-method=normal --skip-test-db \
    --skip-log-bin --expire-logs-days=0 --loose-innodb-buffer-pool-load-at-startup=0 \
    --loose-innodb-buffer-pool-dump-at-shutdown=0 "${@:2}" > /dev/null
}

time_zones() {
  mariadb-tzinfo-to-sql --skip-write-binlog /usr/share/zoneinfo 2> /dev/null
}

extra_accounts_sql() {
  printf "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');\n"
  printf "DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';\nFLUSH PRIVILEGES;\n"
}

identified_as_root() {
  identified "$root_password" "$root_password_hash"
}

identified_as_user() {
  identified "$password" "$password_hash"
}

identified() {
  if [[ -n $2 ]]; then
    printf 'IDENTIFIED BY PASSWORD %s' "$(literal "$2")"
  else
    printf 'IDENTIFIED BY %s' "$(literal "$1")"
  fi
}

# Nobody can log in with a hash: it becomes root's after the scripts have run.
last_sql() {
  if [[ -n $root_password_hash ]]; then
    printf 'ALTER USER root@localhost IDENTIFIED BY PASSWORD %s;\n' "$(literal "$root_password_hash")"
  fi
}

main "$@"
