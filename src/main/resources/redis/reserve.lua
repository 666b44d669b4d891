-- Takes the app's next slot, on Redis's clock, unless it lies too far ahead.
-- KEYS[1]  the app's quota: the first free slot, microseconds since the epoch
-- ARGV[1]  spacing of the slots, microseconds
-- ARGV[2]  longest wait, microseconds
-- ARGV[3]  the end of the last slot that the replica took
-- Returns  {1, wait, slot} when taken, {0, wait, slot} when nothing was
local WINDOW = 1000000
-- Farther than the longest wait and the longest pause together.
local FARTHEST = 200 * WINDOW
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local taken = tonumber(ARGV[3])
-- A slot that far ahead was counted on another clock.
if taken > now + FARTHEST then taken = 0 end
if free > now + FARTHEST then free = now + WINDOW end
-- A slot in the past says nothing, so the key may go once the first free one has come.
local function remember(slot)
  redis.call('SET', KEYS[1], string.format('%.0f', slot), 'PX', string.format('%.0f', math.ceil((slot - now) / 1000)))
end
-- Redis has forgotten slots that were given out. The others may hold some that this replica does not know of.
if free < taken and taken > now then
  free = taken + WINDOW
  remember(free)
end
local slot = math.max(now, free)
local wait = slot - now
if wait > tonumber(ARGV[2]) then
  return {0, wait, slot}
end
remember(slot + tonumber(ARGV[1]))
return {1, wait, slot}
