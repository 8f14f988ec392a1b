# What the entrypoints share. Bash; sourced, never run.

note() {
  # Bash's own clock: no process is started for a line of log.
  TZ=UTC printf '%(%FT%TZ)T [entrypoint] %s\n' -1 "$*"
}

fail() {
  note "ERROR: $*" >&2
  exit 1
}

# take VAR [default]: VAR from its own value or from the file that VAR_FILE names, exported for the scripts of a first start.
take() {
  local name=$1 default=${2-} file_name=$1_FILE value
  if [[ -n ${!name-} && -n ${!file_name-} ]]; then
    fail "both $name and $file_name are set; set one of them"
  fi
  value=${!name:-$default}
  if [[ -n ${!file_name-} ]]; then
    [[ -r ${!file_name} ]] || fail "$file_name names ${!file_name}, which user $(id -u) cannot read"
    value=$(<"${!file_name}")
  fi
  unset "$file_name"
  if [[ -n $value ]]; then
    export "$name=$value"
  fi
}

# own USER DIRECTORY…: as root, makes them and hands them to the server's user. A directory that is already the user's is left
# alone with all that is in it, so that a later start needs no capability to look into it.
own() {
  local user=$1 directory
  shift
  for directory in "$@"; do
    mkdir -p "$directory"
    if [[ $(stat -c %U "$directory") != "$user" ]]; then
      chown -R "$user:$user" "$directory"
    fi
  done
}

# step_down USER ARGUMENTS…: starts the entrypoint again as the server's user.
step_down() {
  local user=$1
  shift
  HOME=$(getent passwd "$user" | cut -d: -f6)
  export HOME
  exec setpriv --reuid="$user" --regid="$user" --init-groups -- "$0" "$@"
}

# empty_unless_finished DIRECTORY…: a first start that fails leaves them as empty as it found them. Half a database would start
# the next time without the password, the user or the scripts that were asked for, and look well.
empty_unless_finished() {
  local directories
  printf -v directories '%q ' "$@"
  # shellcheck disable=SC2064 # the directories of now
  trap "undo_first_start $directories" EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
}

undo_first_start() {
  local status=$?
  stop_temporary_server || true
  find "$@" -mindepth 1 -delete
  note "ERROR: the first start failed${running_script:+ in $running_script}; it will be tried again from the beginning" >&2
  exit "$status"
}

finished() {
  local directories
  printf -v directories '%q ' "$@"
  # shellcheck disable=SC2064 # the directories of now
  trap "status=\$?; stop_temporary_server; find $directories -mindepth 1 -delete; exit \$status" EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
}

finished() {
  trap - EXIT TERM INT
}

has_first_start_scripts() {
  compgen -G '/docker-entrypoint-initdb.d/*' > /dev/null
}

# Runs what is in /docker-entrypoint-initdb.d in the order of the locale. `docker_process_sql`, which each entrypoint defines,
# has that name because sourced scripts written for the official images call it.
run_first_start_scripts() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    running_script=$file
    case $file in
      *.sh)
        note "running $file"
        # shellcheck source=/dev/null
        if [[ -x $file ]]; then "$file"; else . "$file"; fi
        ;;
      *.sql) note "running $file" && docker_process_sql < "$file" ;;
      *.sql.gz) note "running $file" && gunzip -c "$file" | docker_process_sql ;;
      *.sql.bz2) note "running $file" && bunzip2 -c "$file" | docker_process_sql ;;
      *.sql.xz) note "running $file" && xz -dc "$file" | docker_process_sql ;;
      *.sql.zst) note "running $file" && zstd -dc "$file" | docker_process_sql ;;
      *) [[ ! -e $file ]] || note "ignoring $file" ;;
    esac
  done
  running_script=
}
