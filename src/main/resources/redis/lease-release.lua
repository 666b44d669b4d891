-- Releases a lease and hands it to the first waiter, or leaves the queue.
-- KEYS[1]  the owner
-- KEYS[2]  the waiters by their arrival
-- KEYS[3]  optional: the permits of an app
-- ARGV[1]  the owner token to release
-- ARGV[2]  the time that the next owner, which may be dead, has to renew the lease, milliseconds
-- ARGV[3]  the prefix of the channels of replicas
-- ARGV[4]  with permits: the window
-- ARGV[5...]  with permits: the reports that `settle` reads
-- include: permit
if KEYS[3] then
  settle(KEYS[3], tonumber(ARGV[4]), 5)
end
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
local first = redis.call('ZPOPMIN', KEYS[2])[1]
if first then
  redis.call('SET', KEYS[1], first, 'PX', ARGV[2])
  redis.call('PUBLISH', ARGV[3] .. string.match(first, '^[^/]*'), first)
else
  redis.call('DEL', KEYS[1])
end
return 0
