-- Doubles a number by what is shared.
-- include: shared-by-test
return double(tonumber(ARGV[1]))
