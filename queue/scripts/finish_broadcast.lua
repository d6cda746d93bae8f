#!lua flags=allow-oom
-- Closes a broadcast whose jobs are all done: folds the partitions' counters into its record, takes it from the
-- open ones and tells the project's event log. The caller has read the counters, which no longer move.
-- KEYS  1 b:<bid>  2 open  3 ev:<project>
-- ARGV  1 bid (16 bytes)  2 payload of the event (JSON)  3… counter, value, counter, value, …
-- Reply 1 processed by this call | 0 it was before | -1 not planned yet, or unknown
local stage = redis.call('HGET', KEYS[1], 'st')
if stage == 'processed' then return 0 end
if stage ~= 'planned' then return -1 end
if #ARGV % 2 ~= 0 or #ARGV > 400 then return redis.error_reply('ERR finish_broadcast: malformed arguments') end
local time = redis.call('TIME')
local folded = {'st', 'processed', 'pr', string.format('%d%06d', time[1], time[2])}
for index = 3, #ARGV, 2 do
  folded[#folded + 1] = '+' .. ARGV[index]
  folded[#folded + 1] = ARGV[index + 1]
end
redis.call('HSET', KEYS[1], unpack(folded))
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('XADD', KEYS[3], '*', 'k', 'broadcast.processed', 'b', ARGV[1], 'p', ARGV[2])
return 1
