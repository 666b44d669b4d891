-- Moves a moment of an app away from now, unless it lies there already.
-- KEYS[1]  the moment, microseconds since the epoch: the first free slot, or the end of a pause
-- ARGV[1]  how far from now, microseconds; 0 only looks
-- Returns  {the moment until now, or 0 when there is none, now}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local before = tonumber(redis.call('GET', KEYS[1]) or '0')
local wait = tonumber(ARGV[1])
if now + wait > math.max(now, before) then
  redis.call('SET', KEYS[1], string.format('%.0f', now + wait), 'PX', string.format('%.0f', math.ceil(wait / 1000)))
end
return {before, now}
