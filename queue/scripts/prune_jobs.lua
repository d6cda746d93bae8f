#!lua flags=allow-oom
-- Removes what a processed broadcast left in one partition: jobs, outcome bytes, and with the last job the counters.
-- Jobs are found from the last one of each channel backwards (pv). Touches nothing while a job is open.
-- KEYS  1 bc:<bid>   (+ job:, oc:, od: of its jobs)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 at most so many jobs
-- Reply {1 nothing is left | 0 call again | -1 a job is open: nothing was removed, jobs removed}
local limit = tonumber(ARGV[3])
if not limit or limit < 1 then return redis.error_reply('ERR prune_jobs: malformed arguments') end
local counters, found, heads, ended = {}, {}, {}, {}
local all = redis.call('HGETALL', KEYS[1])
for index = 1, #all, 2 do counters[all[index]] = all[index + 1] end
if (counters['jobs'] or '0') ~= (counters['jobs_done'] or '0') then return {-1, 0} end
for name, last in pairs(counters) do
  local channel = string.match(name, '^last(%d+)$')
  while channel and last ~= '' and #found < limit do
    local jid = ARGV[2] .. ':' .. channel .. ':' .. last
    local job = redis.call('HMGET', ARGV[1] .. 'job:' .. jid, 'st', 'pv')
    if job[1] and job[1] ~= 'd' then return {-1, 0} end
    if job[1] then found[#found + 1] = jid end
    last = job[2] or ''
  end
  if channel and last ~= '' then
    heads[#heads + 1] = name
    heads[#heads + 1] = last
  elseif channel then
    ended[#ended + 1] = name
  end
end

for _, jid in ipairs(found) do
  redis.call('UNLINK', ARGV[1] .. 'job:' .. jid, ARGV[1] .. 'oc:' .. jid, ARGV[1] .. 'od:' .. jid)
end
if #heads == 0 then
  redis.call('UNLINK', KEYS[1])
  return {1, #found}
end
redis.call('HSET', KEYS[1], unpack(heads))
if #ended > 0 then redis.call('HDEL', KEYS[1], unpack(ended)) end
return {0, #found}
