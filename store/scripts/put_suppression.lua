-- Puts an address on a project's suppression list, unless it is there: then what is stronger replaces it.
-- KEYS 1 sup:<project>, id → record   2 sor:<project>, id → microseconds   3 sux:<project>, id → ends, ms
-- ARGV 1 id, 16 raw bytes   2 record   3 microseconds   4 most entries   5 how strong it is: 0 for a while, 1, 2 a complaint
--      6 when it ends, ms, '' = never
-- Reply 1 when it was put there, 0 when it was there already, -1 when there are too many
local known = redis.call('HGET', KEYS[1], ARGV[1])
local is_put = true
if known then
  local strength = 1
  if string.find(known, '"r":"complaint"', 1, true) then strength = 2 end
  if string.find(known, '"r":"soft"', 1, true) then strength = 0 end
  is_put = tonumber(ARGV[5]) == 2 and strength < 2 or strength == 0 and tonumber(ARGV[5]) > 0
elseif redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then
  return -1
end
if is_put then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('ZADD', KEYS[2], 'NX', ARGV[3], ARGV[1])
  if ARGV[6] == '' then redis.call('ZREM', KEYS[3], ARGV[1]) else redis.call('ZADD', KEYS[3], ARGV[6], ARGV[1]) end
end
return known and 0 or 1
