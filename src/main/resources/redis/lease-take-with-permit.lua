-- Takes the lease of a user, and with it a permit of the app.
-- KEYS[1], KEYS[2], ARGV[1], ARGV[2]  those of `take_lease`
-- KEYS[3] to KEYS[5]  permits, schedule, shares; the other arguments are those of `lease`
-- Returns  what `take_lease` does, and what `lease` does when it was taken
-- include: leases
-- include: permits
local taken = take_lease(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
return { taken, taken == 1 and lease(KEYS[3], KEYS[4], KEYS[5], 3) or {} }
