# What MariaDB and MySQL share. Bash; sourced, never run. The entrypoint sets `prefix` (the variables' own name: MARIADB or
# MYSQL) and `client`, and defines create_system_tables and time_zones.

# asks_for_information ARGUMENTS…: questions to the server that need no data.
asks_for_information() {
  local argument
  for argument in "$@"; do
    case $argument in
      '-?' | -h | --help | -V | --version) return 0 ;;
    esac
  done
  return 1
}

# Starts the server without starting it: a flag or a config file that it does not understand ends here, in its own words, before
# anything is written. On the way it says where the data and the socket are.
read_server_options() {
  local answer errors
  errors=$(mktemp)
  if ! answer=$("$@" --verbose --help --log-bin-index="$errors.index" 2> "$errors"); then
    cat "$errors" >&2
    fail "$1 does not accept its configuration; the command was: $*"
  fi
  rm -f "$errors" "$errors".*
  data_directory=$(server_option datadir "$answer")
  data_directory=${data_directory%/}
  socket=$(server_option socket "$answer")
}

server_option() {
  awk -v name="$1" '$1 == name && /^[^ \t]/ { sub(/^[^ \t]+[ \t]+/, ""); print; exit }' <<< "$2"
}

# setting NAME [default]: MARIADB_NAME, or MYSQL_NAME, which MariaDB's image knows too; each with its _FILE form.
setting() {
  local own=${prefix}_$1 default=${2-}
  take "MYSQL_$1"
  if [[ $prefix != MYSQL ]]; then
    local other=MYSQL_$1
    take "$own" "${!other:-$default}"
  elif [[ -z ${!own-} && -n $default ]]; then
    export "$own=$default"
  fi
  # The plain name in small letters: $USER, for one, is somebody else's.
  printf -v "${1,,}" '%s' "${!own-}"
}

read_settings() {
  setting ROOT_PASSWORD
  setting ROOT_HOST %
  setting DATABASE
  setting USER
  setting PASSWORD
  setting RANDOM_ROOT_PASSWORD
  setting INITDB_SKIP_TZINFO
}

check_user() {
  if [[ $user == root ]]; then
    fail "${prefix}_USER is \"root\", which exists anyway and is not made a second time." \
      "Remove ${prefix}_USER, and use ${prefix}_ROOT_PASSWORD for the password of root"
  fi
  if [[ -n $password && -z $user ]]; then
    note "WARNING: ${prefix}_PASSWORD has no effect without ${prefix}_USER" >&2
  fi
}

choose_random_root_password() {
  root_password=$(head -c 512 /dev/urandom | LC_ALL=C tr -dc A-Za-z0-9 | cut -c 1-32)
  note "GENERATED ROOT PASSWORD: $root_password"
}

first_start() {
  empty_unless_finished "$data_directory"
  create_system_tables "$@"
  start_temporary_server "$@"
  if [[ -z $initdb_skip_tzinfo ]]; then
    time_zones | docker_process_sql --database=mysql
  fi
  accounts_sql | docker_process_sql --database=mysql
  root_password_in_use=$root_password
  run_first_start_scripts
  last_sql | docker_process_sql --database=mysql
  stop_temporary_server
  finished
  note "first start finished"
}

# Only on the Unix socket: nobody outside takes it for the database.
start_temporary_server() {
  "$@" --skip-networking --default-time-zone=SYSTEM --socket="$socket" "${temporary_server_options[@]}" &
  temporary_server=$!
  until [[ -S $socket ]] && docker_process_sql <<< 'DO 0' 2> /dev/null; do
    kill -0 "$temporary_server" 2> /dev/null || fail "the server ended during its first start; its own words are above"
    sleep 0.02
  done
}

stop_temporary_server() {
  [[ -n ${temporary_server-} ]] || return 0
  local pid=$temporary_server
  temporary_server=
  kill "$pid" 2> /dev/null || true
  wait "$pid"
}

docker_process_sql() {
  local where=()
  if [[ -n $database && "$*" != *--database=* && -n ${root_password_in_use+made} ]]; then
    where=(--database="$database")
  fi
  MYSQL_PWD=${root_password_in_use-} "$client" --no-defaults --protocol=socket --socket="$socket" --user=root --host=localhost \
    --comments --binary-mode "${where[@]}" "$@"
}

accounts_sql() {
  printf "SET @@SESSION.sql_log_bin = 0;\nSET @@SESSION.sql_mode = '';\n"
  extra_accounts_sql
  if [[ -n $root_host && $root_host != localhost ]]; then
    printf 'CREATE USER %s %s;\n' "$(quoted root "$root_host")" "$(identified_as_root)"
    printf 'GRANT ALL ON *.* TO %s WITH GRANT OPTION;\n' "$(quoted root "$root_host")"
  fi
  if [[ -n $database ]]; then
    printf 'CREATE DATABASE IF NOT EXISTS `%s`;\n' "${database//\`/\`\`}"
  fi
  if [[ -n $user ]]; then
    account_sql
  fi
  if [[ -n $root_password ]]; then
    printf 'ALTER USER root@localhost IDENTIFIED BY %s;\n' "$(literal "$root_password")"
  fi
}

account_sql() {
  local account
  account=$(quoted "$user" "${user_host:-%}")
  printf 'CREATE USER %s %s;\n' "$account" "$(identified_as_user)"
  if [[ -n $database ]]; then
    local database=${database//\`/\`\`}
    # In GRANT, _ and % are wildcards: without the backslash a_b would open axb as well.
    database=${database//_/\\_}
    printf 'GRANT ALL ON `%s`.* TO %s;\n' "${database//%/\\%}" "$account"
  fi
}

identified_as_root() {
  printf 'IDENTIFIED BY %s' "$(literal "$root_password")"
}

identified_as_user() {
  printf 'IDENTIFIED BY %s' "$(literal "$password")"
}

extra_accounts_sql() { :; }
last_sql() { :; }

# An SQL string, where backslashes escape: accounts_sql clears NO_BACKSLASH_ESCAPES.
literal() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\\\'}"
}

quoted() {
  printf '%s@%s' "$(literal "$1")" "$(literal "$2")"
}

forget_secrets() {
  unset MYSQL_PWD {MYSQL,MARIADB}_ROOT_PASSWORD{,_HASH} {MYSQL,MARIADB}_PASSWORD{,_HASH}
}
