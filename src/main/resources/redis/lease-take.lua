-- Takes a lease, or waits in line for it.
-- KEYS[1]  who holds the lease
-- KEYS[2]  who waits for it, by when they first asked, microseconds since the epoch
-- ARGV[1]  who asks: <replica>/<number>
-- ARGV[2]  how long the lease holds, and those who wait are remembered, milliseconds
-- Returns  1 when taken, 0 when somebody else holds it
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 1
end
local time = redis.call('TIME')
redis.call('ZADD', KEYS[2], 'NX', string.format('%.0f', time[1] * 1000000 + time[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 0
