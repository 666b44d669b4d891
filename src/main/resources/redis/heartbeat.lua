-- Records the heartbeat of a replica and counts the live replicas.
-- KEYS[1]  the replicas by their last heartbeat, milliseconds since the epoch
-- ARGV[1]  the replica
-- ARGV[2]  how long a replica counts as alive after a heartbeat, milliseconds
-- ARGV[3]  for how long this replica has been without Redis, milliseconds
-- Returns  {live replicas, those of them without a heartbeat since this replica lost Redis}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('ZCARD', KEYS[1]), redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. (now - tonumber(ARGV[3])))}
