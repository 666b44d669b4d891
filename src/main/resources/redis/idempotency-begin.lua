-- Begins a request that carries an idempotency key, or says why not.
-- KEYS[1]  the record: body; status and answer once it is answered; ended once an attempt came to its end
-- KEYS[2]  who carries it out
-- KEYS[3]  what was recorded of it
-- ARGV[1]  who asks
-- ARGV[2]  how long the right to carry it out holds, milliseconds
-- ARGV[3]  the body
-- ARGV[4]  how long a record is kept, milliseconds
-- Returns  {'mismatch'}, {'answered', status, answer}, {'running', milliseconds}, {'new'}, or
--          {'resumed', '1' when the earlier attempt came to its end, else '0', recorded ...}
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
  -- Left by an attempt whose record Redis has forgotten.
  redis.call('DEL', KEYS[3])
  return {'new'}
end
local answer = redis.call('LRANGE', KEYS[3], 0, -1)
table.insert(answer, 1, ended)
table.insert(answer, 1, 'resumed')
return answer
