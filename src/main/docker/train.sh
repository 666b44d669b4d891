#!/usr/bin/env bash
# train.sh CLASSES REDIS...: runs imports through the gateway in the working directory, with the simulated vendors in CLASSES and
# the Redis that the command REDIS... starts. Writes gateway.aot there: loaded and linked classes, and method profiles.
set -euo pipefail
# shellcheck source=/dev/null
. "$(dirname "${BASH_SOURCE[0]}")/gateway.sh"

# The log is shown only when the training fails.
log=$(mktemp)
exec 4>&1 >"$log" 2>&1
finish() {
  local status=$?
  end_all
  [ "$status" = 0 ] || cat "$log" >&4
  rm "$log"
}
trap finish EXIT

start_vendors "$1"
start_redis "${@:2}"
# A heap as in production: a cache made with uncompressed pointers does not fit a smaller heap.
start_gateway -Xmx300m -XX:AOTCacheOutput=gateway.aot
for user in {1..400}; do
  import tencent "user$user"
  import easemob "user$user"
done
end_gateway # writes the cache
ls -l gateway.aot >&4
