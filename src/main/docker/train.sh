#!/usr/bin/env bash
# train.sh CLASSES REDIS...: lets the gateway in the working directory import friends into simulated vendors, whose classes are
# in CLASSES, beside the Redis that the command REDIS... starts. Leaves gateway.aot there: the classes loaded and linked, and
# profiles of the methods that were run.
set -euo pipefail
# shellcheck source=/dev/null
. "$(dirname "${BASH_SOURCE[0]}")/at-work.sh"

# Thousands of lines that nobody reads, unless the training fails.
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
# With a heap as in service: the cache of one so large that pointers are not compressed fits no smaller one.
start_gateway -Xmx300m -XX:AOTCacheOutput=gateway.aot
for user in {1..400}; do
  import tencent "user$user"
  import easemob "user$user"
done
end_gateway # writes the cache
ls -l gateway.aot >&4
