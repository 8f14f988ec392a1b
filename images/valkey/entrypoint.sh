#!/bin/bash
# Valkey with the documented contract of the official image: https://hub.docker.com/r/valkey/valkey
set -Eeo pipefail
. /usr/local/lib/longshore/startup.sh
. /usr/local/lib/longshore/redis-family.sh

if [[ ${1-} == -* || ${1-} == *.conf || ${1-} == valkey-server ]]; then
  # Several words in one variable, as documented; and only once, though root starts this script a second time.
  read -ra extra_flags <<< "${VALKEY_EXTRA_FLAGS-}"
  unset VALKEY_EXTRA_FLAGS
  set -- "$@" "${extra_flags[@]}"
fi
start valkey "$@"
