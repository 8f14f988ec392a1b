#!/bin/bash
# Redis with the documented contract of the official image: https://hub.docker.com/_/redis
set -Eeo pipefail
. /usr/local/lib/longshore/startup.sh
. /usr/local/lib/longshore/redis-family.sh

start redis "$@"
