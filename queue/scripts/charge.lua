#!lua flags=allow-oom
-- Charges a project for work that cost more than its recipients were counted for: its next jobs of the lane stand so
-- much further behind. Those that are queued stay where they are.
-- KEYS  1 fin:<lane>  2 vt:<lane>
-- ARGV  1 project (16 bytes)  2 how much, in recipients
-- Reply the project's new virtual finish time
local price = tonumber(ARGV[2])
if not price or price < 0 or #ARGV[1] ~= 16 then return redis.error_reply('ERR charge: malformed arguments') end
local virtual = tonumber(redis.call('GET', KEYS[2]) or '0') or 0
local last = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') or 0
local finish = math.max(virtual, last) + price
redis.call('HSET', KEYS[1], ARGV[1], finish)
return finish
