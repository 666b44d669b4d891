-- Takes a lease, or waits in line for it.
-- holder  who holds the lease
-- line    who waits for it, by when they first asked, microseconds since the epoch
-- who     who asks: <replica>/<number>
-- life    how long the lease holds, and those who wait are remembered, milliseconds
-- Returns  1 when taken, 0 when somebody else holds it
local function take_lease(holder, line, who, life)
  local held_by = redis.call('GET', holder)
  if not held_by or held_by == who then
    redis.call('SET', holder, who, 'PX', life)
    redis.call('ZREM', line, who)
    return 1
  end
  local time = redis.call('TIME')
  redis.call('ZADD', line, 'NX', string.format('%.0f', time[1] * 1000000 + time[2]), who)
  redis.call('PEXPIRE', line, life)
  return 0
end
