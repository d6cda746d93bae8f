#!lua flags=allow-oom
-- Cuts a partition's users into chunk jobs, one for each step of the broadcast's delivery plan. The first call
-- freezes the bound (users created later are not part of the broadcast); each call goes on at the cursor, so a
-- crashed planner is simply run again. A step that starts later waits in due, and its life counts from its start.
-- May run when Redis is full: the broadcast was accepted, and 500 recipients cost about 1 KB.
-- KEYS  1 bc:<bid>  2 seq:<project>  3 rdy:<lane>  4 fin:<lane>  5 vt:<lane>  6 due   (+ job:, oc: of the jobs made)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 steps: "<channel>:<delay ms> …"  4 project (16 bytes)
--       5 lane  6 created ms  7 expires ms  8 recipients a job  9 jobs a call  10 wake channel  11 partition
-- Reply {is complete, jobs made}
local chunk, limit, created, expires = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[6]), tonumber(ARGV[7])
if not chunk or not limit or not created or not expires or chunk < 1 or chunk > 500 or limit < 1 or #ARGV[4] ~= 16 then
  return redis.error_reply('ERR plan_everyone: malformed arguments')
end
local steps = {}
for channel, delay in string.gmatch(ARGV[3], '(%d+):(%d+)') do
  steps[#steps + 1] = {channel = channel, delay = tonumber(delay)}
end
local known = redis.call('HMGET', KEYS[1], 'planned', 'bound', 'cursor', 'last')
if known[1] == '1' then return {1, 0} end
local bound = tonumber(known[2] or redis.call('GET', KEYS[2]) or '0')
local cursor, last = tonumber(known[3] or '0'), known[4] or ''
local virtual = tonumber(redis.call('GET', KEYS[5]) or '0')
local finish = math.max(virtual, tonumber(redis.call('HGET', KEYS[4], ARGV[4]) or '0'))

-- Each job names the cut before it (pv), the counters each step's last one: how retention finds them all.
local first, made, ready, cuts = cursor, 0, 0, math.max(1, math.floor(limit / math.max(1, #steps)))
while cursor < bound and cuts > 0 do
  local count, place = math.min(chunk, bound - cursor), string.format('%d', cursor)
  for _, step in ipairs(steps) do
    local jid = ARGV[2] .. ':' .. step.channel .. ':' .. place
    local start = string.format('%d', created + step.delay)
    redis.call('HSET', ARGV[1] .. 'job:' .. jid, 't', ARGV[4], 'n', count, 'ln', ARGV[5], 'cr', start,
      'ex', string.format('%d', expires + step.delay), 'st', 'q', 'pv', last)
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
  cursor, last, cuts = cursor + count, place, cuts - 1
end
if made > 0 then
  for _, step in ipairs(steps) do redis.call('HSET', KEYS[1], 'last' .. step.channel, last) end
end
redis.call('HSET', KEYS[1], 'bound', bound, 'cursor', cursor, 'last', last, 'steps', ARGV[3], 'planned',
  cursor >= bound and 1 or 0)
redis.call('HINCRBY', KEYS[1], 'jobs', made)
redis.call('HINCRBY', KEYS[1], 'r', cursor - first)
if ready > 0 then
  redis.call('HSET', KEYS[4], ARGV[4], finish)
  redis.call('PUBLISH', ARGV[10], ARGV[11])
end
return {cursor >= bound and 1 or 0, made}
