#!lua flags=allow-oom
-- Takes one user out of an index entry.
-- KEYS 1 idx: the identity's bucket
-- ARGV 1 field   2 user id, 16 raw bytes
-- Reply 1 when it was there, else 0
local noted = redis.call('HGET', KEYS[1], ARGV[1])
if not noted then return 0 end
local others = {}
for at = 1, #noted, 16 do
  local id = string.sub(noted, at, at + 15)
  if id ~= ARGV[2] then others[#others + 1] = id end
end
local left = table.concat(others)
if left == noted then return 0 end
if left == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], left)
end
return 1
