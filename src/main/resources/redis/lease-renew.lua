-- Renews a lease; acquires it again if Redis has lost it and it has no other owner.
-- KEYS[1]  the owner
-- ARGV[1]  the owner token to renew
-- ARGV[2]  the lifetime of the lease, milliseconds
-- Returns  1 if it is held, 0 if it has another owner
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
