#!lua flags=allow-oom
-- Writes what came of claimed receipts: events, and what is still awaited. The claim's end is its time in the set: who
-- finds another there has lost it to somebody else, and writes nothing.
-- KEYS  1 rc:<project>  2 rcd  3 ev:<project>
-- ARGV  1 project (22 characters)  2 packed  3 claim  4 what is left of it, packed, or ''  5 ms until that is due
--       6 bid (16 bytes)  7… kind and payload of each event
-- Reply 1 | 0: the claim had ended
local claim, wait = tonumber(ARGV[3]), tonumber(ARGV[5])
if not claim or not wait or wait < 0 or #ARGV % 2 ~= 0 then
  return redis.error_reply('ERR conclude_receipts: malformed arguments')
end
local score = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not score or tonumber(score) ~= claim then return 0 end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- part: receipts

redis.call('ZREM', KEYS[1], ARGV[2])
if ARGV[4] ~= '' then redis.call('ZADD', KEYS[1], now + wait, ARGV[4]) end
index_receipts(KEYS[2], KEYS[1], ARGV[1])
for at = 7, #ARGV, 2 do redis.call('XADD', KEYS[3], '*', 'k', ARGV[at], 'b', ARGV[6], 'p', ARGV[at + 1]) end
return 1
