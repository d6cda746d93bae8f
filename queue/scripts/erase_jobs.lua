#!lua flags=allow-oom
-- Removes what a broadcast of a deleted project left in one partition, whatever became of it: jobs, outcome bytes, their
-- places in the queues, and with the last job the counters. Who still works on a job is told STALE at the next call.
-- Jobs are found from the last one of each channel backwards (pv).
-- KEYS  1 bc:<bid>   (+ job:, oc:, od: of its jobs; rdy:, due, lease, dead, parked)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 at most so many jobs
-- Reply {1 nothing is left | 0 call again, jobs removed}
local limit = tonumber(ARGV[3])
if not limit or limit < 1 then return redis.error_reply('ERR erase_jobs: malformed arguments') end
local found, heads, ended = {}, {}, {}
local counters = redis.call('HGETALL', KEYS[1])
for index = 1, #counters, 2 do
  local name, last = counters[index], counters[index + 1]
  local channel = string.match(name, '^last(%d+)$')
  while channel and last ~= '' and #found < limit do
    local jid = ARGV[2] .. ':' .. channel .. ':' .. last
    local job = redis.call('HMGET', ARGV[1] .. 'job:' .. jid, 'ln', 'pv', 't')
    found[#found + 1] = {jid = jid, lane = job[1], project = job[3]}
    last = job[2] or ''
  end
  if channel and last ~= '' then
    heads[#heads + 1] = name
    heads[#heads + 1] = last
  elseif channel then
    ended[#ended + 1] = name
  end
end

for _, one in ipairs(found) do
  redis.call('UNLINK', ARGV[1] .. 'job:' .. one.jid, ARGV[1] .. 'oc:' .. one.jid, ARGV[1] .. 'od:' .. one.jid)
  for _, name in ipairs({'due', 'lease', 'dead'}) do redis.call('ZREM', ARGV[1] .. name, one.jid) end
  if one.project then redis.call('ZREM', ARGV[1] .. 'parked', one.project .. one.jid) end
  if one.lane then redis.call('ZREM', ARGV[1] .. 'rdy:' .. one.lane, one.jid) end
end
if #heads == 0 then
  redis.call('UNLINK', KEYS[1])
  return {1, #found}
end
redis.call('HSET', KEYS[1], unpack(heads))
if #ended > 0 then redis.call('HDEL', KEYS[1], unpack(ended)) end
return {0, #found}
