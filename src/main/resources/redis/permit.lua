-- The permits of an app, by Redis's clock in microseconds. An app has `limit` permits. A leased one is free again a window after its
-- call has arrived; without a report, a window after the latest moment at which its call may arrive.
-- permits   sorted set: the leased permits by when they are free again
-- schedule  hash: number of the last lease; due, when it may be used; start, the end of a pause; bulk, the number of the next
--           lease that bulk may have while single imports wait
-- shares    hash, while single imports wait: for each replica its virtual time, its last request, its weight and its waiting callers
-- bulk_shares  the same for bulk
local SECOND = 1000000
local DAY = 86400000
local BULK_EVERY = 10
local time = redis.call('TIME')
local now = time[1] * SECOND + time[2]

local function text(number)
  return string.format('%.0f', number)
end

-- The quota as the replica knows it, in TERMS arguments from `at` on.
local TERMS = 7
local function read_terms(at)
  local terms = {}
  for i, name in ipairs({ 'limit', 'window', 'gap', 'horizon', 'lateness', 'jitter', 'longest_pause' }) do
    terms[name] = tonumber(ARGV[at + i - 1])
  end
  return terms
end

-- `known` is the last lease that the replica knows, `pause` the rest of a pause that it knows.
local function read_schedule(key, permits, terms, known, pause)
  local fields = redis.call('HMGET', key, 'number', 'due', 'start', 'bulk')
  local schedule = { number = tonumber(fields[1] or 0), due = tonumber(fields[2] or 0), start = tonumber(fields[3] or 0) }
  local quarantine = now + terms.horizon + terms.lateness + terms.jitter + terms.window
  if not fields[1] or schedule.number < known then
    -- Redis has lost data: replicas may hold permits that are not listed here.
    schedule.number = math.max(now, known)
    schedule.start = math.max(schedule.start, quarantine)
  end
  schedule.bulk = math.max(schedule.number + 1 - BULK_EVERY, math.min(schedule.number + BULK_EVERY, tonumber(fields[4] or 0)))
  if schedule.due > now + terms.horizon or schedule.start > now + terms.longest_pause then
    -- The clock was set back.
    redis.call('DEL', permits)
    schedule.due = now
    schedule.start = quarantine
  end
  -- The rest of a pause is inaccurate by the latency of the request, so a small difference does not count.
  if now + pause > schedule.start + SECOND then
    schedule.start = now + pause
  end
  return schedule
end

local function write_schedule(key, schedule)
  redis.call('HSET', key, 'number', text(schedule.number), 'due', text(schedule.due), 'start', text(schedule.start),
    'bulk', text(schedule.bulk))
  redis.call('PEXPIRE', key, DAY)
end

-- Reads reports: the arguments from `first` on are pairs of a permit and how long ago its call arrived, or `unused`.
local function settle(permits, window, first, schedule, gap)
  for i = first, #ARGV, 2 do
    if ARGV[i + 1] == 'unused' and schedule and tonumber(ARGV[i]) == schedule.number then
      schedule.due = schedule.due - gap
    end
    local free_again = ARGV[i + 1] == 'unused' and 0 or now - tonumber(ARGV[i + 1]) + window
    if free_again > now then
      redis.call('ZADD', permits, text(free_again), ARGV[i])
    else
      redis.call('ZREM', permits, ARGV[i])
    end
  end
end

-- The first moment at which another permit may be used. While only bulk waits, permits are spread evenly until nearly all are leased.
local function free_at(permits, terms, schedule, only_bulk)
  local EVEN_SHARE = 0.97
  redis.call('ZREMRANGEBYSCORE', permits, '-inf', text(now))
  local leased = redis.call('ZCARD', permits)
  local gap = only_bulk and leased < EVEN_SHARE * terms.limit and (terms.window + terms.jitter) / terms.limit or terms.gap
  local free = math.max(now, schedule.start, schedule.due + gap)
  if leased >= terms.limit then
    local at = leased - terms.limit
    free = math.max(free, tonumber(redis.call('ZRANGE', permits, at, at, 'WITHSCORES')[2]))
  end
  return free
end

-- Whether a replica may have the next permit, by start-time fair queueing between the replicas in which calls of a priority wait.
-- `weight` is 0 when no such call waits in the replica.
-- Returns the replica's own share, with the time to leave to the others, the sum of their weights and their waiting callers.
local function share(key, terms, replica, weight)
  local MAX_REQUEST_INTERVAL = 600000
  local own = { key = key, weight = weight, start = 0, leave = 0, others = 0 }
  local callers, least = {}, nil
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local start, seen, its_weight, its_callers = string.match(fields[i + 1], '^(%S+) (%S+) (%S+) ?(.*)$')
    start = tonumber(start)
    local waits = tonumber(seen) > now - MAX_REQUEST_INTERVAL
    if fields[i] == replica then
      own.start, own.waits = start, waits
    elseif waits then
      own.others = own.others + tonumber(its_weight)
      own.least_of_others = math.min(own.least_of_others or start, start)
      table.insert(callers, its_callers)
    end
    if waits then
      least = math.min(least or start, start)
    end
  end
  if not least then
    -- Replicas do not owe one another anything once no calls wait.
    own.start = 0
    if #fields > 0 then
      redis.call('DEL', key)
    end
  elseif not own.waits then
    own.start = math.max(own.start, least)
  end
  if weight > 0 then
    -- It may be ahead by the permits of a horizon, so that a replica that is late to ask costs nothing.
    local total = own.others + weight
    local ahead = own.start - (least or own.start) - math.max(1, terms.limit * terms.horizon / terms.window) / total
    own.leave = math.max(0, ahead * total / terms.limit * terms.window)
  end
  own.known, own.callers = least ~= nil, table.concat(callers, ' ')
  return own
end

local function write_share(own, replica, callers, waits)
  if waits then
    redis.call('HSET', own.key, replica, string.format('%.9f %.0f %.6f %s', own.start, now, own.weight, callers))
    redis.call('PEXPIRE', own.key, 60000)
  elseif own.least_of_others and own.start > own.least_of_others then
    -- Remembered, because it has had more than the others that wait.
    redis.call('HSET', own.key, replica, string.format('%.9f 0 %.6f', own.start, own.weight))
  elseif own.known then
    redis.call('HDEL', own.key, replica)
  end
end

-- Which of a replica's shares the next permit is for: single imports go before bulk, over all replicas, but one permit in
-- BULK_EVERY is bulk's.
-- Returns the share, how far ahead it may be leased, and the time to leave to single imports elsewhere.
local function choose(terms, schedule, singles, bulk)
  local MIN_HORIZON = 10000
  local gap = terms.window / terms.limit
  local turn = (schedule.bulk - schedule.number - 1) * gap
  if singles.weight > 0 and (bulk.weight == 0 or bulk.leave > 0 or turn > 0) then
    -- Where bulk waits elsewhere and has its turn, it is to ask first.
    return singles, turn <= 0 and bulk.others > 0 and math.max(0, terms.horizon - 2 * gap) or terms.horizon, 0
  end
  if singles.weight == 0 and singles.others == 0 then
    -- Not much ahead of a single import that comes elsewhere, but enough for the way to Redis.
    return bulk, math.min(terms.horizon, math.max(MIN_HORIZON, gap)), 0
  end
  return bulk, terms.horizon, math.max(0, turn)
end

-- Leases a permit to a replica. Arguments from `at` on: the terms; the last lease that it knows; the rest of a pause that it knows;
-- its name; for its single imports and for its bulk, the weight and the ids of the callers that wait; SINGLE or BULK if calls of
-- this priority need another permit after this one, else ''; reports.
-- Returns  {the permit or '', the time until it may be used or until one may come, the number of the last lease, the rest of a
--          pause, the time until the next request may succeed, and what waits in other replicas: the sum of the weights and the
--          callers, of single imports and of bulk}
local function lease(permits, schedule_key, shares, bulk_shares, at)
  local terms = read_terms(at)
  local known, pause, replica, weight, callers, bulk_weight, bulk_callers, next_priority = unpack(ARGV, at + TERMS, at + TERMS + 7)
  local schedule = read_schedule(schedule_key, permits, terms, tonumber(known), tonumber(pause))
  settle(permits, terms.window, at + TERMS + 8, schedule, terms.gap)
  local singles = share(shares, terms, replica, tonumber(weight))
  local bulk = share(bulk_shares, terms, replica, tonumber(bulk_weight))
  local own, horizon, leave = choose(terms, schedule, singles, bulk)
  local free = free_at(permits, terms, schedule, singles.weight + singles.others == 0)
  local permit = ''
  local wait = math.max(free - now, own.leave > 0 and own.leave + horizon or 0)
  local request_after = math.max(0, wait - horizon, leave)
  if request_after == 0 then
    schedule.number = schedule.number + 1
    schedule.due = free
    permit = text(schedule.number)
    redis.call('ZADD', permits, text(free + terms.lateness + terms.jitter + terms.window), permit)
    redis.call('PEXPIRE', permits, text((terms.horizon + terms.lateness + terms.jitter + 2 * terms.window) / 1000))
    own.start = own.start + 1 / own.weight
    if own == bulk then
      -- Never two in a row, even when bulk has waited for longer.
      schedule.bulk = math.max(schedule.number + 2, math.min(schedule.number, schedule.bulk) + BULK_EVERY)
    end
  end
  write_schedule(schedule_key, schedule)
  write_share(singles, replica, callers, singles.weight > 0 and (permit == '' or next_priority == 'SINGLE'))
  write_share(bulk, replica, bulk_callers, bulk.weight > 0 and (permit == '' or next_priority ~= ''))
  return { permit, wait, text(schedule.number), math.max(0, schedule.start - now), request_after,
    string.format('%.6f', singles.others), singles.callers, string.format('%.6f', bulk.others), bulk.callers }
end
