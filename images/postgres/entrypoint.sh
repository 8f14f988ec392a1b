#!/bin/bash
# PostgreSQL with the documented contract of the official image: https://hub.docker.com/_/postgres
set -Eeo pipefail
. /usr/local/lib/longshore/startup.sh

main() {
  if [[ ${1-} == -* ]]; then
    set -- postgres "$@"
  fi
  if [[ ${1-} != postgres ]] || asks_for_information "$@"; then
    exec "$@"
  fi
  if ((EUID == 0)); then
    own postgres "$PGDATA" /run/postgresql ${POSTGRES_INITDB_WALDIR:+"$POSTGRES_INITDB_WALDIR"}
    step_down postgres "$@"
  fi
  if [[ -s $PGDATA/PG_VERSION ]]; then
    note "$PGDATA holds a database already: POSTGRES_* and /docker-entrypoint-initdb.d are not looked at"
  else
    first_start "$@"
  fi
  unset POSTGRES_PASSWORD PGPASSWORD
  exec "$@"
}

asks_for_information() {
  local argument
  for argument in "$@"; do
    case $argument in
      '-?' | --help | --describe-config | -V | --version) return 0 ;;
    esac
  done
  return 1
}

first_start() {
  take POSTGRES_PASSWORD
  take POSTGRES_USER postgres
  take POSTGRES_DB "$POSTGRES_USER"
  take POSTGRES_INITDB_ARGS
  check_password
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA" || note "the mode of $PGDATA cannot be changed"
  empty_unless_finished "$PGDATA" ${POSTGRES_INITDB_WALDIR:+"$POSTGRES_INITDB_WALDIR"}

  initialise
  allow_remote_logins "$@"
  if [[ $POSTGRES_DB != postgres ]] || has_first_start_scripts; then
    start_temporary_server "$@"
    create_database
    run_first_start_scripts
    stop_temporary_server
  fi
  finished
  note "first start finished"
}

check_password() {
  if [[ ${POSTGRES_HOST_AUTH_METHOD-} == trust ]]; then
    note "WARNING: POSTGRES_HOST_AUTH_METHOD=trust lets anybody who reaches the port in, as any user, without a password" >&2
  elif [[ -z $POSTGRES_PASSWORD ]]; then
    fail "the database has no password yet and POSTGRES_PASSWORD is not set." \
      "Set POSTGRES_PASSWORD (or POSTGRES_PASSWORD_FILE) to what the superuser \"$POSTGRES_USER\" shall log in with," \
      "or POSTGRES_HOST_AUTH_METHOD=trust to let everybody in"
  fi
}

initialise() {
  local arguments
  # Quoted words in POSTGRES_INITDB_ARGS are one argument: it is a line of shell in the official image too.
  eval "arguments=($POSTGRES_INITDB_ARGS)"
  if [[ -n ${POSTGRES_INITDB_WALDIR-} ]]; then
    arguments+=(--waldir "$POSTGRES_INITDB_WALDIR")
  fi
  if [[ -n $POSTGRES_PASSWORD ]]; then
    # A SCRAM verifier is stored as it is: initdb hands the line to ALTER USER … PASSWORD.
    initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${arguments[@]}"
  else
    initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" "${arguments[@]}"
  fi
}

allow_remote_logins() {
  local method=${POSTGRES_HOST_AUTH_METHOD-}
  if [[ -z $method ]]; then
    method=$(postgres -C password_encryption "${@:2}")
  fi
  printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"
}

# Only on the Unix socket: nobody outside takes it for the database.
start_temporary_server() {
  local options
  printf -v options '%q ' "${@:2}" -c listen_addresses= -p "${PGPORT:-5432}"
  NOTIFY_SOCKET='' pg_ctl --pgdata="$PGDATA" --options="$options" --wait --silent start
  temporary_server=running
}

stop_temporary_server() {
  [[ -n ${temporary_server-} ]] || return 0
  temporary_server=
  pg_ctl --pgdata="$PGDATA" --mode=fast --wait --silent stop
}

create_database() {
  [[ $POSTGRES_DB != postgres ]] || return 0
  POSTGRES_DB=postgres docker_process_sql --set database="$POSTGRES_DB" <<< 'CREATE DATABASE :"database";'
}

docker_process_sql() {
  PGHOST='' PGHOSTADDR='' psql --set ON_ERROR_STOP=1 --no-password --no-psqlrc \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"
}

main "$@"
