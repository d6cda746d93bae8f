#!lua flags=allow-oom
-- Writes down that events were removed by age before an endpoint was told of them.
-- KEYS 1 hk:<project>   2 hs:<project>:<endpoint>
-- ARGV 1 endpoint (16 raw bytes)   2 time of the first of them, ms   3 time before which they are gone, ms
--      4 how often people are told, ms
-- Reply 1 when they are to be told now; else 0
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = redis.call('HMGET', KEYS[2], 'lost_since', 'lost_before', 'lost_told')
if not before[1] or tonumber(ARGV[2]) < tonumber(before[1]) then redis.call('HSET', KEYS[2], 'lost_since', ARGV[2]) end
if not before[2] or tonumber(ARGV[3]) > tonumber(before[2]) then redis.call('HSET', KEYS[2], 'lost_before', ARGV[3]) end
if before[3] and now < tonumber(before[3]) + tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[2], 'lost_told', string.format('%d', now))
return 1
