-- Leases a permit of an app to a replica.
-- KEYS[1...4]  permits, schedule, shares, bulk_shares; arguments and return value are those of `lease`
-- include: permit
return lease(KEYS[1], KEYS[2], KEYS[3], KEYS[4], 1)
