-- What plan_everyone and plan_listed share: reading how far the plan is, cutting jobs, and noting it.
-- KEYS 1 to 6 and ARGV 1 to 11 are the same in both.
local chunk, limit, created, expires = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[6]), tonumber(ARGV[7])
if not chunk or not limit or not created or not expires or chunk < 1 or chunk > 500 or limit < 1 or #ARGV[4] ~= 16 then
  return redis.error_reply('ERR plan: malformed arguments')
end
local steps = {}
for channel, delay in string.gmatch(ARGV[3], '(%d+):(%d+)') do
  steps[#steps + 1] = {channel = channel, delay = tonumber(delay)}
end
-- The number is taken away from a project that is being deleted: nobody makes jobs of it any more.
local numbered = tonumber(redis.call('GET', KEYS[2]) or '0')
if not numbered then return {-1, 0} end
-- Builds from before plans kept a bit mask of channels in 'planned', and the cursor of mobile_push in 'cursor2'.
local known = redis.call('HMGET', KEYS[1], 'planned', 'bound', 'cursor', 'last', 'cursor2')
if (known[1] or '0') ~= '0' then return {1, 0} end
local bound = known[2] and tonumber(known[2]) or numbered
local cursor, last = tonumber(known[3] or known[5] or '0'), known[4] or ''
local virtual = tonumber(redis.call('GET', KEYS[5]) or '0')
local finish = math.max(virtual, tonumber(redis.call('HGET', KEYS[4], ARGV[4]) or '0'))
local cuts = math.max(1, math.floor(limit / math.max(1, #steps)))
local made, ready = 0, 0

-- One job a step, of `count` recipients from number `first` on, or of those in `list`. Each job names the cut before
-- it (pv), the counters each step's last one: how retention finds them all.
local function cut(first, count, list)
  local place = string.format('%d', first)
  for _, step in ipairs(steps) do
    local jid = ARGV[2] .. ':' .. step.channel .. ':' .. place
    local start = string.format('%d', created + step.delay)
    redis.call('HSET', ARGV[1] .. 'job:' .. jid, 't', ARGV[4], 'n', count, 'ln', ARGV[5], 'cr', start,
      'ex', string.format('%d', expires + step.delay), 'st', 'q', 'pv', last)
    if list then redis.call('HSET', ARGV[1] .. 'job:' .. jid, 'list', list) end
    redis.call('SET', ARGV[1] .. 'oc:' .. jid, string.rep('\0', count))
    if step.delay > 0 then
      redis.call('ZADD', KEYS[6], start, jid)
    else
      finish = finish + count
      redis.call('ZADD', KEYS[3], finish, jid)
      ready = ready + 1
    end
    made = made + 1
  end
  last, cuts = place, cuts - 1
end

local function note(is_complete, recipients)
  if made > 0 then
    for _, step in ipairs(steps) do redis.call('HSET', KEYS[1], 'last' .. step.channel, last) end
  end
  redis.call('HSET', KEYS[1], 'bound', bound, 'cursor', cursor, 'last', last, 'steps', ARGV[3], 'planned',
    is_complete and 1 or 0)
  redis.call('HINCRBY', KEYS[1], 'jobs', made)
  redis.call('HINCRBY', KEYS[1], 'r', recipients)
  if ready > 0 then
    redis.call('HSET', KEYS[4], ARGV[4], finish)
    redis.call('PUBLISH', ARGV[10], ARGV[11] .. ':' .. ARGV[5] .. ':' .. ready)
  end
  return {is_complete and 1 or 0, made}
end
