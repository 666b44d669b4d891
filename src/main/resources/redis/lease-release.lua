-- Gives a lease up and hands it to the first in line, or leaves the line.
-- KEYS[1]  who holds the lease
-- KEYS[2]  who waits for it, by when they first asked
-- ARGV[1]  who leaves
-- ARGV[2]  how long the next one, who may be dead, has time to take it up, milliseconds
-- ARGV[3]  the channels on which replicas are woken, without their names
-- KEYS[3]  permits of an app, where its calls are reported; ARGV[4] the window, ARGV[5] and so on  the reports that `settle` reads
-- include: permits
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
