-- Frees a slot that will not be used, if no later one was taken since.
-- KEYS[1]  the app's quota: the first free slot, microseconds since the epoch
-- ARGV[1]  the slot
-- ARGV[2]  spacing of the slots, microseconds
local free = redis.call('GET', KEYS[1])
if free and tonumber(free) == tonumber(ARGV[1]) + tonumber(ARGV[2]) then
  redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL')
end
return 0
