#!lua flags=allow-oom
-- Writes down what came of calls of an endpoint, and how far the project's events were told to it, in one step: each
-- event is counted once, whoever calls next.
-- KEYS 1 hl:<project>   2 hk:<project>   3 hs:<project>:<endpoint>   4 hr:…   5 ha:…
-- ARGV 1 nonce   2 endpoint (16 raw bytes)   3 the generation its cursors are of   4 number of fields to set
--      5 number of fields to remove   6 number of calls that ended   7 a name for this settlement, so that one that is
--      sent again counts once; then
--      the fields and values to set, the fields to remove, and of each call: event (16 raw bytes),
--      'log' = read from the log, 'set' = told again, 'delivered' | 'retry' | 'given_up', attempts made, wait in ms
-- Reply {1, events to be told again}; {0} when another holds the lease, {-1} when the endpoint is gone, {-2} when it
-- began anew
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return { 0 } end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then
  redis.call('UNLINK', KEYS[3], KEYS[4], KEYS[5])
  return { -1 }
end
if (redis.call('HGET', KEYS[3], 'v') or '') ~= ARGV[3] then return { -2 } end
local sets, removals, calls = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
if #ARGV ~= 7 + 2 * sets + removals + 5 * calls then
  return redis.error_reply('ERR webhook_settle: malformed arguments')
end
if redis.call('HGET', KEYS[3], 'serial') == ARGV[7] then return { 1, redis.call('ZCARD', KEYS[4]) } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[3], 'serial', ARGV[7])
local at = 8
for _ = 1, sets do
  redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1])
  at = at + 2
end
for _ = 1, removals do
  redis.call('HDEL', KEYS[3], ARGV[at])
  at = at + 1
end
local counts = { taken = 0, delivered = 0, given_up = 0, failed = 0 }
for _ = 1, calls do
  local event, source, outcome, attempts, wait = unpack(ARGV, at, at + 4)
  at = at + 5
  local is_ours = true
  if source == 'log' then
    counts.taken = counts.taken + 1
  else
    is_ours = redis.call('ZSCORE', KEYS[4], event) ~= false
  end
  if outcome ~= 'delivered' then counts.failed = counts.failed + 1 end
  if not is_ours then
    -- Somebody ended it meanwhile.
  elseif outcome == 'retry' then
    local is_new = redis.call('ZADD', KEYS[4], now + tonumber(wait), event) == 1
    if source == 'log' and not is_new then counts.taken = counts.taken - 1 end
    redis.call('HSET', KEYS[5], event, attempts)
  else
    counts[outcome] = counts[outcome] + 1
    if source ~= 'log' then
      redis.call('ZREM', KEYS[4], event)
      redis.call('HDEL', KEYS[5], event)
    end
  end
end
for name, count in pairs(counts) do
  if count ~= 0 then redis.call('HINCRBY', KEYS[3], name, count) end
end
return { 1, redis.call('ZCARD', KEYS[4]) }
