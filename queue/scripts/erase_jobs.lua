#!lua flags=allow-oom
-- Removes what a broadcast of a deleted project left in one partition, whatever became of it: jobs, outcome bytes, their
-- places in the queues, and with the last job the counters. Who still works on a job is told STALE at the next call.
-- KEYS  1 bc:<bid>   (+ job:, oc:, od: of its jobs; rdy:, due, lease, dead, parked)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 at most so many jobs
-- Reply {1 nothing is left | 0 call again, jobs removed}
local limit = tonumber(ARGV[3])
if not limit or limit < 1 then return redis.error_reply('ERR erase_jobs: malformed arguments') end
-- part: chains
local rest = find_jobs(ARGV[1], ARGV[2], limit)

for _, one in ipairs(rest.found) do
  unlink_job(ARGV[1], one.jid)
  for _, name in ipairs({'due', 'lease', 'dead'}) do redis.call('ZREM', ARGV[1] .. name, one.jid) end
  if one.project then redis.call('ZREM', ARGV[1] .. 'parked', one.project .. one.jid) end
  if one.lane then redis.call('ZREM', ARGV[1] .. 'rdy:' .. one.lane, one.jid) end
end
return {note_rest(rest), #rest.found}
