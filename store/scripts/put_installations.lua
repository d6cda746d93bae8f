-- Replaces a user's sealed installations iff they still have the version that was read, unless the user is gone.
-- KEYS 1 u:<user>   2 is: its page
-- ARGV 1 the user's number   2 version read, 8 raw bytes, "" = there was none   3 version and sealed record
-- Reply 1; 0 when they changed since; -1 when there is no such user
if redis.call('HGET', KEYS[1], 'n') ~= ARGV[1] then return -1 end
local field = tonumber(ARGV[1]) % 100
local now = redis.call('HGET', KEYS[2], field)
if (now and string.sub(now, 1, 8) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[2], field, ARGV[3])
return 1
