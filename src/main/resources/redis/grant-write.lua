-- Stores the grant of an app.
-- KEYS[1]  the grant, sealed
-- ARGV[1]  the grant
-- ARGV[2]  what is left of its life, milliseconds
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
