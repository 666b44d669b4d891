-- Records what a repeat need not do again.
-- KEYS[1]  what was recorded
-- ARGV[1]  the entry
-- ARGV[2]  how long it is kept, milliseconds
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
