-- Lets no slot begin before a pause is over.
-- KEYS[1]  the app's quota: the first free slot, microseconds since the epoch
-- KEYS[2]  the end of the app's pause, when slots that were given out before and lie in it must not be used; else absent
-- ARGV[1]  the pause, microseconds; 0 only looks
-- Returns  {first free slot until now, or 0 when there is none, end of the pause}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local resumed = now + tonumber(ARGV[1])
if resumed > math.max(now, free) then
  redis.call('SET', KEYS[1], string.format('%.0f', resumed), 'PX', string.format('%.0f', math.ceil((resumed - now) / 1000)))
end
if KEYS[2] and resumed > tonumber(redis.call('GET', KEYS[2]) or '0') then
  redis.call('SET', KEYS[2], string.format('%.0f', resumed), 'PX', string.format('%.0f', math.ceil((resumed - now) / 1000)))
end
return {free, resumed}
