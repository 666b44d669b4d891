-- Pauses all calls.
-- KEYS[1], KEYS[2]  permits, schedule
-- ARGV[1] and so on  the terms, the last lease that the replica knows of, the pause
-- Returns  the schedule's number, what is left of the longest pause
-- include: permits
local terms = read_terms(1)
local schedule = read_schedule(KEYS[2], KEYS[1], terms, tonumber(ARGV[TERMS + 1]), 0)
schedule.start = math.max(schedule.start, now + tonumber(ARGV[TERMS + 2]))
write_schedule(KEYS[2], schedule)
return { text(schedule.number), schedule.start - now }
