#!lua flags=allow-oom
-- Gives a dead plan job up for good: the broadcast counts as planned, with the jobs that were made so far and an error
-- that says so.
-- KEYS  1 dead  2 job:<bid>:plan  3 b:<bid>  4 ev:<project>
-- ARGV  1 jid  2 project (16 bytes)  3 bid (16 bytes)  4 partitions (64 bits, decimal)  5 errors (JSON)
--       6 payload of the event (JSON)
-- Reply 1 discarded | 0 it is not dead (any more)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
local job = redis.call('HMGET', KEYS[2], 't', 'st')
local stage = redis.call('HGET', KEYS[3], 'st')
if job[1] and job[1] ~= ARGV[2] then return redis.error_reply('ERR discard_plan: the job is another project\'s') end
redis.call('ZREM', KEYS[1], ARGV[1])
if job[2] ~= 'x' then return 0 end
redis.call('DEL', KEYS[2])
if stage == 'accepted' then
  redis.call('HSET', KEYS[3], 'st', 'planned', 'parts', ARGV[4], 'chs', '', 'err', ARGV[5])
end
redis.call('XADD', KEYS[4], '*', 'k', 'job.discarded', 'b', ARGV[3], 'p', ARGV[6])
return 1
