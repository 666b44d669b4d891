-- Records an entry about work that a repeat need not do again.
-- KEYS[1]  the entries
-- ARGV[1]  the entry
-- ARGV[2]  the retention, milliseconds
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
