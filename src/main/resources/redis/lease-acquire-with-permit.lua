-- Acquires the lease of a user, and with it a permit of the app.
-- KEYS[1], KEYS[2], ARGV[1], ARGV[2]  those of `acquire`
-- KEYS[3...6]  permits, schedule, shares, bulk_shares; the other arguments are those of `lease`
-- Returns  {what `acquire` returns, what `lease` returns, or {} if the lease was not acquired}
-- include: lease
-- include: permit
local acquired = acquire(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
return { acquired, acquired == 1 and lease(KEYS[3], KEYS[4], KEYS[5], KEYS[6], 3) or {} }
