-- The permits of an app, by Redis's clock in microseconds. An app has `limit` permits. A leased one is free again a window after its
-- call has arrived; without a report, a window after the latest moment at which its call may arrive.
-- permits   sorted set: the leased permits by when they are free again
-- schedule  hash: number of the last lease; due, when it may be used; start, the end of a pause
-- shares    hash, while calls wait: for each replica its virtual time, its last request, its weight and its waiting callers
local SECOND = 1000000
local DAY = 86400000
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
  local fields = redis.call('HMGET', key, 'number', 'due', 'start')
  local schedule = { number = tonumber(fields[1] or 0), due = tonumber(fields[2] or 0), start = tonumber(fields[3] or 0) }
  local quarantine = now + terms.horizon + terms.lateness + terms.jitter + terms.window
  if not fields[1] or schedule.number < known then
    -- Redis has lost data: replicas may hold permits that are not listed here.
    schedule.number = math.max(now, known)
    schedule.start = math.max(schedule.start, quarantine)
  end
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
  redis.call('HSET', key, 'number', text(schedule.number), 'due', text(schedule.due), 'start', text(schedule.start))
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

-- The first moment at which another permit may be used.
local function free_at(permits, terms, schedule)
  redis.call('ZREMRANGEBYSCORE', permits, '-inf', text(now))
  local free = math.max(now, schedule.start, schedule.due + terms.gap)
  local leased = redis.call('ZCARD', permits)
  if leased >= terms.limit then
    local at = leased - terms.limit
    free = math.max(free, tonumber(redis.call('ZRANGE', permits, at, at, 'WITHSCORES')[2]))
  end
  return free
end

-- Whether a replica may have the next permit, by start-time fair queueing between the replicas in which calls wait.
-- Returns the replica's own share, the time to leave to the others, the sum of their weights and their waiting callers.
local function share(key, terms, replica, weight)
  local MAX_REQUEST_INTERVAL = 600000
  local own = { start = 0 }
  local others, callers, least, least_of_others = 0, {}, nil, nil
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local start, seen, its_weight, its_callers = string.match(fields[i + 1], '^(%S+) (%S+) (%S+) ?(.*)$')
    local waits = tonumber(seen) > now - MAX_REQUEST_INTERVAL
    if fields[i] == replica then
      own = { start = tonumber(start), waits = waits }
    elseif waits then
      others = others + tonumber(its_weight)
      least_of_others = math.min(least_of_others or tonumber(start), tonumber(start))
      table.insert(callers, its_callers)
    end
    if waits then
      least = math.min(least or tonumber(start), tonumber(start))
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
  -- It may be ahead by the permits of a horizon, so that a replica that is late to ask costs nothing.
  local total = others + weight
  local ahead = own.start - (least or own.start) - math.max(1, terms.limit * terms.horizon / terms.window) / total
  own.known, own.least_of_others = least ~= nil, least_of_others
  return own, math.max(0, ahead * total / terms.limit * terms.window), others, table.concat(callers, ' ')
end

local function write_share(key, own, replica, weight, callers, waits)
  if waits then
    redis.call('HSET', key, replica, string.format('%.9f %.0f %.6f %s', own.start, now, weight, callers))
    redis.call('PEXPIRE', key, 60000)
  elseif own.least_of_others and own.start > own.least_of_others then
    -- Remembered, because it has had more than the others that wait.
    redis.call('HSET', key, replica, string.format('%.9f 0 %.6f', own.start, weight))
  elseif own.known then
    redis.call('HDEL', key, replica)
  end
end

-- Leases a permit to a replica. Arguments from `at` on: the terms; the last lease that it knows; the rest of a pause that it knows;
-- its name; the weight and the ids of its waiting callers; 1 if this is the last permit that it needs, else 0; reports.
-- Returns  {the permit or '', the time until it may be used or until one may come, the number of the last lease, the rest of a
--          pause, the sum of the weights that wait in other replicas, the callers that wait there}
local function lease(permits, schedule_key, shares, at)
  local terms = read_terms(at)
  local known, pause, replica, weight, callers, last = unpack(ARGV, at + TERMS, at + TERMS + 5)
  weight = tonumber(weight)
  local schedule = read_schedule(schedule_key, permits, terms, tonumber(known), tonumber(pause))
  settle(permits, terms.window, at + TERMS + 6, schedule, terms.gap)
  local free = free_at(permits, terms, schedule)
  local own, leave, others, other_callers = share(shares, terms, replica, weight)
  local permit = ''
  local wait = math.max(free - now, leave > 0 and leave + terms.horizon or 0)
  if wait <= terms.horizon then
    schedule.number = schedule.number + 1
    schedule.due = free
    permit = text(schedule.number)
    redis.call('ZADD', permits, text(free + terms.lateness + terms.jitter + terms.window), permit)
    redis.call('PEXPIRE', permits, text((terms.horizon + terms.lateness + terms.jitter + 2 * terms.window) / 1000))
    own.start = own.start + 1 / weight
  end
  write_schedule(schedule_key, schedule)
  write_share(shares, own, replica, weight, callers, permit == '' or last ~= '1')
  return { permit, wait, text(schedule.number), math.max(0, schedule.start - now), string.format('%.6f', others), other_callers }
end
