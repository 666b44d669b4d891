-- Ends an attempt at a request, unless somebody else carries it out by now.
-- KEYS[1]  the record
-- KEYS[2]  who carries it out
-- KEYS[3]  what was recorded of it
-- ARGV[1]  who ends it
-- ARGV[2]  how long the record is kept, milliseconds
-- ARGV[3]  the status of the answer to be given again, ARGV[4] the answer; both absent when a repeat is to be carried out
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[2])
if ARGV[3] then
  redis.call('HSET', KEYS[1], 'status', ARGV[3], 'answer', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  redis.call('DEL', KEYS[3])
elseif redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('HSET', KEYS[1], 'ended', '1')
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
else
  redis.call('DEL', KEYS[1])
end
return 1
