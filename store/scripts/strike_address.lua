-- A mail to an address came back for now: counts it, each delivery once, and says when these are enough.
-- KEYS 1 sb:<project>:<address>
-- ARGV 1 delivery, 16 raw bytes   2 now, ms   3 how many are enough   4 so far apart the first and the last, ms
--      5 how long they are remembered, ms
-- Reply 1 when they are enough, and cleared; else 0
local known = redis.call('HMGET', KEYS[1], 'n', 'first', 'by')
if known[3] == ARGV[1] then return 0 end
local count = tonumber(known[1] or 0) + 1
local first = tonumber(known[2] or ARGV[2])
if count >= tonumber(ARGV[3]) and tonumber(ARGV[2]) - first >= tonumber(ARGV[4]) then
  redis.call('DEL', KEYS[1])
  return 1
end
redis.call('HSET', KEYS[1], 'n', count, 'first', string.format('%d', first), 'by', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 0
