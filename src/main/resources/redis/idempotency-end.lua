-- Ends an attempt at a request, unless another attempt is running by now.
-- KEYS[1]  the record
-- KEYS[2]  the lease of the running attempt
-- KEYS[3]  the entries of all attempts
-- ARGV[1]  the owner token of the attempt
-- ARGV[2]  the retention of the record, milliseconds
-- ARGV[3]  the hash of the body
-- ARGV[4], ARGV[5]  status and body of the response to a repeat; both absent if a repeat is to be carried out
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[2])
-- If Redis has lost the record, entries may be missing too.
local complete = redis.call('HEXISTS', KEYS[1], 'body') == 1
if ARGV[4] then
  redis.call('HSET', KEYS[1], 'body', ARGV[3], 'status', ARGV[4], 'answer', ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  redis.call('DEL', KEYS[3])
elseif redis.call('EXISTS', KEYS[3]) == 1 or not complete then
  redis.call('HSET', KEYS[1], 'body', ARGV[3], 'ended', complete and '1' or '0')
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
else
  redis.call('DEL', KEYS[1])
end
return 1
