-- Acquires a lease, or waits in its queue.
-- owner_key  the owner
-- queue      the waiters by their arrival, microseconds since the epoch
-- token      the owner token: <replica>/<number>
-- lifetime   of the lease, and of the queue, milliseconds
-- Returns  1 if acquired, 0 if it has another owner
local function acquire(owner_key, queue, token, lifetime)
  local owner = redis.call('GET', owner_key)
  if not owner or owner == token then
    redis.call('SET', owner_key, token, 'PX', lifetime)
    redis.call('ZREM', queue, token)
    return 1
  end
  local time = redis.call('TIME')
  redis.call('ZADD', queue, 'NX', string.format('%.0f', time[1] * 1000000 + time[2]), token)
  redis.call('PEXPIRE', queue, lifetime)
  return 0
end
