-- Notes that no call waits in a replica any more.
-- KEYS[1], KEYS[2]  shares, bulk_shares
-- ARGV[1]  the replica
for _, shares in ipairs(KEYS) do
  redis.call('HDEL', shares, ARGV[1])
end
return 0
