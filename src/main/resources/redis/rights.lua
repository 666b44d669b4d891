-- Tries all commands that the other scripts use.
-- KEYS[1...4]  keys that no other script uses
-- ARGV[1]  a channel
-- Returns  the refused commands, each with its error
local text, hash, list, set = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local refused = {}
local function try(...)
  local answer = redis.pcall(...)
  if type(answer) == 'table' and answer.err then
    table.insert(refused, (...) .. ' (' .. answer.err .. ')')
  end
end
try('TIME')
try('SET', text, '', 'PX', '1000')
try('GET', text)
try('EXISTS', text)
try('PTTL', text)
try('DEL', text)
try('HSET', hash, 'body', '')
try('HGET', hash, 'body')
try('HEXISTS', hash, 'body')
try('HMGET', hash, 'body')
try('HGETALL', hash)
try('HDEL', hash, 'nothing')
try('PEXPIRE', hash, '1000')
try('RPUSH', list, '')
try('LRANGE', list, '0', '-1')
try('PEXPIRE', list, '1000')
try('ZADD', set, '0', 'member')
try('ZCARD', set)
try('ZCOUNT', set, '-inf', '0')
try('ZRANGE', set, '0', '0')
try('ZREMRANGEBYSCORE', set, '-inf', '-1')
try('ZREM', set, 'absent')
try('ZPOPMIN', set)
try('PUBLISH', ARGV[1], '')
return refused
