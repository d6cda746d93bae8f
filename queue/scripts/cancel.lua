#!lua flags=allow-oom
-- Cancels a broadcast: from now on no job of it sends anything, and who had no outcome yet is skipped. A mark on its
-- record, so that it holds whatever crashes; workers are told, and find out by themselves if they miss it.
-- KEYS  1 b:<bid>  2 ev:<project>
-- ARGV  1 project (16 bytes)  2 bid (16 bytes)  3 payload of the event (JSON)  4 channel to tell  5 what is told
-- Reply 1 cancelled by this call | 0 it was before | -1 it had been processed | -2 no such broadcast of the project
local record = redis.call('HMGET', KEYS[1], 't', 'st', 'cx')
if not record[1] or record[1] ~= ARGV[1] then return -2 end
if record[3] then
  redis.call('PUBLISH', ARGV[4], ARGV[5])
  return 0
end
if record[2] == 'processed' then return -1 end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'cx', string.format('%d%06d', time[1], time[2]))
redis.call('XADD', KEYS[2], '*', 'k', 'broadcast.cancelled', 'b', ARGV[2], 'p', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1
