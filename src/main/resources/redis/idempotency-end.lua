-- Ends an attempt at a request, unless somebody else carries it out by now.
-- KEYS[1]  the record
-- KEYS[2]  who carries it out
-- KEYS[3]  what was recorded of it
-- ARGV[1]  who ends it
-- ARGV[2]  how long the record is kept, milliseconds
-- ARGV[3]  the body
-- ARGV[4]  the status of the answer to be given again, ARGV[5] the answer; both absent when a repeat is to be carried out
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[2])
-- Redis may have forgotten the record since, and then what was recorded may lack something.
local whole = redis.call('HEXISTS', KEYS[1], 'body') == 1
if ARGV[4] then
  redis.call('HSET', KEYS[1], 'body', ARGV[3], 'status', ARGV[4], 'answer', ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  redis.call('DEL', KEYS[3])
elseif redis.call('EXISTS', KEYS[3]) == 1 or not whole then
  redis.call('HSET', KEYS[1], 'body', ARGV[3], 'ended', whole and '1' or '0')
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
else
  redis.call('DEL', KEYS[1])
end
return 1
