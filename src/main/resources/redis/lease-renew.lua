-- Prolongs a lease; takes it again when Redis has forgotten it and nobody else has taken it since.
-- KEYS[1]  who holds the lease
-- ARGV[1]  who held it
-- ARGV[2]  how long the lease holds, milliseconds
-- Returns  1 when it is held, 0 when somebody else holds it
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
