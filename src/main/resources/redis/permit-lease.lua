-- Leases a permit of an app to a replica.
-- KEYS[1] to KEYS[3]  permits, schedule, shares; the arguments and what it returns are those of `lease`
-- include: permits
return lease(KEYS[1], KEYS[2], KEYS[3], 1)
