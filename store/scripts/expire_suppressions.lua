#!lua flags=allow-oom
-- Takes off a project's suppression list what has ended.
-- KEYS 1 sup:<project>   2 sor:<project>   3 sux:<project>
-- ARGV 1 at most so many
-- Reply how many
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local over = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, id in ipairs(over) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('ZREM', KEYS[3], id)
end
return #over
