-- Reads the access token of an app.
-- KEYS[1]  the encrypted token
-- Returns  {encrypted token, remaining lifetime in milliseconds}, or {} without one
local token = redis.call('GET', KEYS[1])
if not token then
  return {}
end
return {token, redis.call('PTTL', KEYS[1])}
