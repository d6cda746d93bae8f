#!lua
-- Saves a webhook endpoint iff it still has the version that was read, within how many a project may have. When it
-- begins anew it is switched on, and told what comes after the cursors: whoever calls it by older ones has to stop.
-- KEYS 1 hk:<project>   2 hs:<project>:<endpoint>
-- ARGV 1 endpoint (16 raw bytes)   2 version read (8 raw bytes), '' = there was none   3 version and sealed record
--      4 most endpoints   5 '1' = it begins anew   6… fields and values of cursors
-- Reply 1; 0 when it changed since; -1 when there are too many
local now = redis.call('HGET', KEYS[1], ARGV[1])
if (now and string.sub(now, 1, 8) or '') ~= ARGV[2] then return 0 end
if not now and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return -1 end
if ARGV[5] == '1' then
  local stale = {}
  for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
    if string.match(field, '^c%d+$') then stale[#stale + 1] = field end
  end
  for _, field in ipairs(stale) do redis.call('HDEL', KEYS[2], field) end
  redis.call('HDEL', KEYS[2], 'off', 'failing', 'lost_since', 'lost_before', 'lost_told')
  if #ARGV > 5 then redis.call('HSET', KEYS[2], unpack(ARGV, 6)) end
  redis.call('HINCRBY', KEYS[2], 'v', 1)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
