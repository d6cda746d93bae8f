#!lua flags=allow-oom
-- Gives a dead job another life: ahead of everyone, its losses and runs forgotten. Its outcome bytes stay, so only
-- recipients without an outcome are tried. Says so in the project's event log.
-- KEYS  1 dead  2 job:<jid>  3 ev:<project>   (+ rdy: of its lane)
-- ARGV  1 key prefix of the partition  2 jid  3 project (16 bytes)  4 bid (16 bytes)  5 payload of the event (JSON)
--       6 wake channel  7 partition
-- Reply 1 redriven | 0 it is not dead (any more)
if not redis.call('ZSCORE', KEYS[1], ARGV[2]) then return 0 end
local job = redis.call('HMGET', KEYS[2], 'ln', 'st', 't')
if not job[1] or job[2] ~= 'x' then
  redis.call('ZREM', KEYS[1], ARGV[2])
  return 0
end
if job[3] ~= ARGV[3] then return redis.error_reply('ERR redrive: the job is another project\'s') end
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('HSET', KEYS[2], 'st', 'q', 'lost', 0, 'runs', 0)
redis.call('HDEL', KEYS[2], 'own', 'reason', 'why')
redis.call('ZADD', ARGV[1] .. 'rdy:' .. job[1], 0, ARGV[2])
redis.call('XADD', KEYS[3], '*', 'k', 'job.redriven', 'b', ARGV[4], 'p', ARGV[5])
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 1
