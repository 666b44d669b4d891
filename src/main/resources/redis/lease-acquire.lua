-- Acquires a lease, or waits in its queue; keys and arguments are those of `acquire`.
-- Returns  {what `acquire` returns}
-- include: lease
return { acquire(KEYS[1], KEYS[2], ARGV[1], ARGV[2]) }
