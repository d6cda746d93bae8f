#!lua flags=allow-oom
-- Removes a processed broadcast's record and its place in the project's index: the last step, when its jobs are gone.
-- KEYS  1 b:<bid>  2 bx:<project>  3 bt:<bid>
-- ARGV  1 bid (16 bytes)  2 created before, wall clock us
-- Reply 1 removed | 0 it was gone | -1 it is not processed, or younger
local cutoff, record = tonumber(ARGV[2]), redis.call('HMGET', KEYS[1], 'st', 'cr')
if not cutoff then return redis.error_reply('ERR prune_broadcast: malformed arguments') end
if record[1] and (record[1] ~= 'processed' or tonumber(record[2]) >= cutoff) then return -1 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('UNLINK', KEYS[3])
return redis.call('UNLINK', KEYS[1])
