-- Puts an address on a project's suppression list, unless it is there: then only what is strongest replaces it.
-- KEYS 1 sup:<project>, id → record   2 sor:<project>, id → microseconds
-- ARGV 1 id, 16 raw bytes   2 record   3 microseconds   4 most entries   5 '1': it replaces an entry that differs in reason
-- Reply 1 when it was put there, 0 when it was there already, -1 when there are too many
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known then
  if ARGV[5] == '1' and not string.find(known, '"r":"complaint"', 1, true) then
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  end
  return 0
end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return -1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 1
