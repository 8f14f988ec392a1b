# What Redis and Valkey share. Bash; sourced, never run.

# start NAME ARGUMENTS…: the server NAME-server as the user NAME, or whatever program else the arguments begin with.
start() {
  local name=$1
  shift
  if [[ ${1-} == -* || ${1-} == *.conf ]]; then
    set -- "$name-server" "$@"
  fi
  if [[ ${1-} == "$name-server" ]]; then
    if ((EUID == 0)); then
      own "$name" /data
      step_down "$name" "$@"
    fi
    # What the server writes is for nobody else, unless somebody decided on a umask.
    [[ $(umask) != 0022 ]] || umask 0077
    case ${2-} in
      -v | --version | -h | --help | --test-memory | --check-system | -) ;;
      *) open_to_network "$@" ;;
    esac
  fi
  exec "$@"
}

# The official images are compiled with protected mode off, so that a published port answers. Here it is an option of the
# server, set before the caller's own arguments, which win; and so does a line in the config file.
open_to_network() {
  local server=$1
  shift
  if [[ -n ${1-} && $1 != -* ]]; then
    local config=$1
    shift
    if grep -qiE '^[[:space:]]*protected-mode[[:space:]]' "$config" 2> /dev/null; then
      exec "$server" "$config" "$@"
    fi
    exec "$server" "$config" --protected-mode no "$@"
  fi
  exec "$server" --protected-mode no "$@"
}
