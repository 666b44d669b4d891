-- Begins an attempt at a request that carries an idempotency key, or returns why not.
-- KEYS[1]  the record, a hash: body; status and answer, the response; ended, whether the last attempt ended
-- KEYS[2]  the lease of the running attempt
-- KEYS[3]  the entries of all attempts
-- ARGV[1]  the owner token of the new attempt
-- ARGV[2]  the lifetime of the lease, milliseconds
-- ARGV[3]  the hash of the body
-- ARGV[4]  the retention of the record, milliseconds
-- Returns  {'mismatch'}, {'answered', status, answer}, {'running', milliseconds}, {'new'}, or
--          {'resumed', '1' if the last attempt ended, else '0', entries ...}
local body = redis.call('HGET', KEYS[1], 'body')
if body and body ~= ARGV[3] then
  return {'mismatch'}
end
local status = redis.call('HGET', KEYS[1], 'status')
if status then
  return {'answered', status, redis.call('HGET', KEYS[1], 'answer')}
end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then
  return {'running', tostring(redis.call('PTTL', KEYS[2]))}
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
local ended = redis.call('HGET', KEYS[1], 'ended') or '0'
redis.call('HSET', KEYS[1], 'body', ARGV[3], 'ended', '0')
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if not body then
  -- Entries whose record Redis has lost.
  redis.call('DEL', KEYS[3])
  return {'new'}
end
local answer = redis.call('LRANGE', KEYS[3], 0, -1)
table.insert(answer, 1, ended)
table.insert(answer, 1, 'resumed')
return answer
