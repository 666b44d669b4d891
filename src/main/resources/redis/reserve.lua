-- Takes the app's next slot, on Redis's clock, unless it lies too far ahead.
-- KEYS[1]  the app's quota: the first free slot, microseconds since the epoch
-- KEYS[2]  the replicas in which calls of the caller wait, by when they last asked
-- KEYS[3]  the end of the app's pause
-- ARGV[1]  spacing of the slots, microseconds
-- ARGV[2]  longest wait, microseconds
-- ARGV[3]  the end of the last slot that the replica took
-- ARGV[4]  the replica
-- ARGV[5]  1 when more calls of the caller wait in it
-- ARGV[6]  what is left of the pause that the replica knows of, microseconds; 0 without one
-- ARGV[7]  the farthest that a slot lies ahead, microseconds
-- ARGV[8]  the longest pause, microseconds
-- Returns  {1 when the slot was taken, else 0, wait, slot, lines, pause}; lines counts those replicas, from 1; pause is its
--          end, 0 without one
local WINDOW = 1000000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local taken = tonumber(ARGV[3])
local pause = tonumber(redis.call('GET', KEYS[3]) or '0')
-- What is that far ahead was counted on another clock. A slot was granted within the longest wait, whatever the pause.
local farthest = now + tonumber(ARGV[7])
if taken > farthest then taken = 0 end
if free > farthest then free = now + WINDOW end
if pause > now + tonumber(ARGV[8]) then pause = 0 end
-- Redis has forgotten a pause, or was lost when the replica was told to make it.
local left = tonumber(ARGV[6])
if left > 0 and now + left > pause + WINDOW then
  pause = now + left
  redis.call('SET', KEYS[3], string.format('%.0f', pause), 'PX', string.format('%.0f', math.ceil(left / 1000)))
end
-- A slot in the past says nothing, so the key may go once the first free one has come.
local function remember(slot)
  redis.call('SET', KEYS[1], string.format('%.0f', slot), 'PX', string.format('%.0f', math.ceil((slot - now) / 1000)))
end
-- Redis has forgotten slots that were given out. The others may hold some that this replica does not know of.
if free < taken and taken > now then
  free = taken + WINDOW
  remember(free)
end
local slot = math.max(now, free, pause)
local wait = slot - now
-- A replica asks again before its slot has come, so it has left the line when it has not.
local lines = 1
if ARGV[5] == '1' then
  local gone = 2 * WINDOW + wait
  redis.call('ZADD', KEYS[2], now, ARGV[4])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - gone))
  redis.call('PEXPIRE', KEYS[2], string.format('%.0f', gone / 1000))
  lines = redis.call('ZCARD', KEYS[2])
end
if wait > tonumber(ARGV[2]) then
  return {0, wait, slot, lines, pause}
end
remember(slot + tonumber(ARGV[1]))
return {1, wait, slot, lines, pause}
