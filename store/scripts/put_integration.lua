-- Replaces a sealed integration iff it still has the version that was read.
-- KEYS 1 HASH of the project's integrations
-- ARGV 1 integration id, 16 raw bytes   2 version read, 8 raw bytes, "" = there was none   3 version and sealed record
-- Reply 1; 0 when it changed since
local now = redis.call('HGET', KEYS[1], ARGV[1])
if (now and string.sub(now, 1, 8) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
