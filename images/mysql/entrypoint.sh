#!/bin/bash
# MySQL with the documented contract of the official image: https://hub.docker.com/_/mysql
set -Eeo pipefail
. /usr/local/lib/longshore/startup.sh
. /usr/local/lib/longshore/mysql-family.sh

prefix=MYSQL
client=mysql
temporary_server_options=(--mysqlx=OFF)

main() {
  if [[ ${1-} == -* ]]; then
    set -- mysqld "$@"
  fi
  if [[ ${1-} != mysqld ]] || asks_for_information "$@"; then
    exec "$@"
  fi
  # --help, unlike MariaDB's, is content with options that do not exist.
  "$@" --user=mysql --validate-config || fail "mysqld does not accept its configuration; the command was: $*"
  if ((EUID == 0)); then
    read_server_options "$@" --user=mysql
    own mysql "$data_directory" "${socket%/*}"
    step_down mysql "$@"
  fi
  read_server_options "$@"
  if [[ -d $data_directory/mysql ]]; then
    note "$data_directory holds a database already: MYSQL_* and /docker-entrypoint-initdb.d are not looked at"
  else
    read_settings
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
  elif [[ -z $root_password && -z ${MYSQL_ALLOW_EMPTY_PASSWORD-} ]]; then
    fail "the database has no root password yet and none is asked for. Set one of MYSQL_ROOT_PASSWORD," \
      "MYSQL_ALLOW_EMPTY_PASSWORD, MYSQL_RANDOM_ROOT_PASSWORD"
  fi
}

create_system_tables() {
  "$@" --initialize-insecure --default-time-zone=SYSTEM
}

time_zones() {
  mysql_tzinfo_to_sql /usr/share/zoneinfo 2> /dev/null
}

last_sql() {
  if [[ -n ${MYSQL_ONETIME_PASSWORD-} ]]; then
    printf 'ALTER USER root@localhost PASSWORD EXPIRE;\n'
  fi
}

main "$@"
