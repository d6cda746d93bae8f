#!lua flags=allow-oom
-- Removes what a processed broadcast left in one partition: jobs, outcome bytes, and with the last job the counters.
-- Touches nothing while a job is open.
-- KEYS  1 bc:<bid>   (+ job:, oc:, od: of its jobs)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 at most so many jobs
-- Reply {1 nothing is left | 0 call again | -1 a job is open: nothing was removed, jobs removed}
local limit = tonumber(ARGV[3])
if not limit or limit < 1 then return redis.error_reply('ERR prune_jobs: malformed arguments') end
-- part: chains
local count = redis.call('HMGET', KEYS[1], 'jobs', 'jobs_done')
if (count[1] or '0') ~= (count[2] or '0') then return {-1, 0} end
local rest = find_jobs(ARGV[1], ARGV[2], limit)
for _, one in ipairs(rest.found) do
  if one.state and one.state ~= 'd' then return {-1, 0} end
end

for _, one in ipairs(rest.found) do unlink_job(ARGV[1], one.jid) end
return {note_rest(rest), #rest.found}
