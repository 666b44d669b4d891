-- Reads the grant of an app.
-- KEYS[1]  the grant, sealed
-- Returns  {the grant, what is left of its life in milliseconds}, or {} when there is none
local grant = redis.call('GET', KEYS[1])
if not grant then
  return {}
end
return {grant, redis.call('PTTL', KEYS[1])}
