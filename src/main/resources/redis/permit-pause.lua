-- Pauses all calls of an app.
-- KEYS[1], KEYS[2]  permits, schedule
-- ARGV[1...]  the terms, the last lease that the replica knows, the pause in microseconds
-- Returns  {the number of the last lease, the rest of the longest pause}
-- include: permit
local terms = read_terms(1)
local schedule = read_schedule(KEYS[2], KEYS[1], terms, tonumber(ARGV[TERMS + 1]), 0)
schedule.start = math.max(schedule.start, now + tonumber(ARGV[TERMS + 2]))
write_schedule(KEYS[2], schedule)
return { text(schedule.number), schedule.start - now }
