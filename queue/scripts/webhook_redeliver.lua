#!lua
-- Puts events among those that are to be told to an endpoint again, due now, and moves the place in the log up to which
-- a span of time that somebody asked for was put there.
-- KEYS 1 hk:<project>   2 hs:<project>:<endpoint>   3 hr:…   4 ha:…
-- ARGV 1 endpoint (16 raw bytes)   2 most events that may wait   3 the place as read, '' = there is none, '*' = any
--      4 the place from now on, '' = there is none   5 end of the span, ms   6… events (16 raw bytes)
-- Reply how many are to be told that were not already; -1 when the endpoint is gone, -2 when the place is another one,
-- -3 when too many wait
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return -1 end
if ARGV[3] ~= '*' and (redis.call('HGET', KEYS[2], 'rc') or '') ~= ARGV[3] then return -2 end
if #ARGV > 5 and redis.call('ZCARD', KEYS[3]) + #ARGV - 5 > tonumber(ARGV[2]) then return -3 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local added = 0
for at = 6, #ARGV do
  if redis.call('ZADD', KEYS[3], now, ARGV[at]) == 1 then
    redis.call('HSET', KEYS[4], ARGV[at], 0)
    added = added + 1
  end
end
if added > 0 then redis.call('HINCRBY', KEYS[2], 'redelivered', added) end
if ARGV[3] ~= '*' then
  if ARGV[4] == '' then
    redis.call('HDEL', KEYS[2], 'rc', 'ru')
  else
    redis.call('HSET', KEYS[2], 'rc', ARGV[4], 'ru', ARGV[5])
  end
end
return added
