#!/usr/bin/env bash
# train.sh CLASSES: lets the gateway in the working directory import friends into simulated vendors, whose classes are in
# CLASSES, and leaves gateway.aot there: the classes loaded and linked, and profiles of the methods that were run.
set -euo pipefail
# shellcheck source=/dev/null
. "$(dirname "${BASH_SOURCE[0]}")/at-work.sh"

start_vendors "$1"
# What cannot be kept is told by the hundred, and is no concern.
start_gateway -XX:AOTCacheOutput=gateway.aot -Xlog:aot=error
for user in {1..400}; do
  import tencent "user$user"
  import easemob "user$user"
done
end_gateway # writes the cache
ls -l gateway.aot
