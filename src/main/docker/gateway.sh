# shellcheck shell=bash
# Source it in the folder of a packed gateway: functions that start the gateway, Redis and simulated vendors.
readonly tencent=18091 easemob=18092 api=18080 management=19000 redis=16379
# As in the image, but without the cache.
readonly -a gateway=(java @jvm.options)
started=()

# A process that a signal ends has not failed.
end() { # PID
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

end_all() {
  local pid
  for pid in "${started[@]}"; do end "$pid"; done
}
trap end_all EXIT

await() { # PORT
  for _ in {1..6000}; do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.01
  done
  echo "no server listens on port $1" >&2
  return 1
}

start_vendors() { # CLASSES
  java -cp "$1:gateway-runner.jar" org.friendsgateway.sandbox.StandaloneSandbox $tencent $easemob &
  started+=("$!")
  await $tencent
  await $easemob
}

start_redis() { # COMMAND...
  "$@" --bind 127.0.0.1 --port $redis --save '' &
  started+=("$!")
  await $redis
}

start_gateway() { # OPTION...
  "${gateway[@]}" "$@" \
    -Dquarkus.http.port=$api -Dquarkus.management.port=$management -Dgateway.auth.mode=none \
    -Dquarkus.redis.hosts=redis://127.0.0.1:$redis \
    -Dgateway.tencent.apps.tencent.base-url=http://127.0.0.1:$tencent \
    -Dgateway.tencent.apps.tencent.sdk-app-id=1400000000 \
    -Dgateway.tencent.apps.tencent.identifier=administrator \
    -Dgateway.tencent.apps.tencent.secret-key=simulated \
    -Dgateway.easemob.apps.easemob.base-url=http://127.0.0.1:$easemob \
    -Dgateway.easemob.apps.easemob.org-name=simulated \
    -Dgateway.easemob.apps.easemob.app-name=gateway \
    -Dgateway.easemob.apps.easemob.client-id=simulated-client \
    -Dgateway.easemob.apps.easemob.client-secret=simulated-secret \
    -jar gateway-runner.jar &
  gateway_pid=$!
  started+=("$gateway_pid")
  await $api
}

end_gateway() {
  end "$gateway_pid"
}

import() { # APP USER
  local body="{\"app\":\"$1\",\"userId\":\"$2\",\"friends\":[{\"userId\":\"bob\"},{\"userId\":\"carl\"}]}" status
  exec 3<>"/dev/tcp/127.0.0.1/$api"
  printf 'POST /friends/import HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n%s\r\nContent-Length: %d\r\n\r\n%s' \
    'Content-Type: application/json' "${#body}" "$body" >&3
  read -r _ status _ <&3
  exec 3>&-
  [ "$status" = 200 ] || {
    echo "import into $1 for $2: $status" >&2
    return 1
  }
}
