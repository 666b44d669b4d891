#!/usr/bin/env bash
# What the Dockerfile does, in a plain folder, and then the time from a gateway's start to its first import, with the cache
# and without: start-to-first-import.sh [RUNS]. Needs the JDK of the image and redis-server; takes what was packed before, unless it
# is gone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
project=$PWD
runs=${1:-5}

[ -e target/image/gateway-runner.jar ] ||
  ./mvnw -B -ntp package -Dmaven.test.skip=true -Dquarkus.package.jar.type=legacy-jar \
    -Dquarkus.package.output-directory=image -Dquarkus.package.output-name=gateway
folder=$(mktemp -d)
cp -r target/image/lib target/image/gateway-runner.jar src/main/docker/jvm.options "$folder"
cd "$folder"
"$project/src/main/docker/train.sh" "$project/target/test-classes" redis-server >&2

# shellcheck source=/dev/null
. "$project/src/main/docker/gateway.sh"
trap 'end_all; rm -rf "$folder"' EXIT
start_vendors "$project/target/test-classes" 2>/dev/null
start_redis redis-server >/dev/null

measure() { # NAME OPTION...
  local name=$1 run from millis=()
  shift
  for ((run = 1; run <= runs; run++)); do
    from=$(date +%s%N)
    start_gateway "$@" >gateway.log 2>&1
    import tencent "$name$run"
    millis+=($((($(date +%s%N) - from) / 1000000)))
    end_gateway
  done
  mapfile -t millis < <(printf '%s\n' "${millis[@]}" | sort -n)
  echo "$name the cache: median ${millis[runs / 2]} ms of ${millis[*]}"
}

java -version
measure without -XX:AOTMode=off
measure with -XX:AOTCache=gateway.aot
