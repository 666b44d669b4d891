-- Takes a lease, or waits in line for it; keys, arguments and what it returns are those of `take_lease`.
-- include: leases
return take_lease(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
