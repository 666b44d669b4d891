-- Takes note of calls that have arrived.
-- KEYS[1]  permits
-- ARGV[1]  the window, ARGV[2] and so on  the reports that `settle` reads
-- include: permits
settle(KEYS[1], tonumber(ARGV[1]), 2)
return 0
