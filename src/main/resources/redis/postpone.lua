-- Lets no slot begin before a pause is over.
-- KEYS[1]  the app's quota: the first free slot, microseconds since the epoch
-- ARGV[1]  the pause, microseconds
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = now + tonumber(ARGV[1])
if free > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], string.format('%.0f', free), 'PX', string.format('%.0f', math.ceil((free - now) / 1000)))
end
return 0
