-- Stores the access token of an app.
-- KEYS[1]  the encrypted token
-- ARGV[1]  the same
-- ARGV[2]  its remaining lifetime, milliseconds
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
