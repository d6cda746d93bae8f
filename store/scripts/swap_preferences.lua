-- Replaces what a user switched off if it is still what was read (store/preferences.cpp has the layout).
-- KEYS 1 u:<user>   2 pf: its page
-- ARGV 1 the user's number   2 packed switches as they were read, "" = none   3 what they become, not ""
-- Reply 1; 0 when there is no such user; 2 when somebody changed them meanwhile
if redis.call('HGET', KEYS[1], 'n') ~= ARGV[1] then return 0 end
local field = tonumber(ARGV[1]) % 100
if (redis.call('HGET', KEYS[2], field) or '') ~= ARGV[2] then return 2 end
redis.call('HSET', KEYS[2], field, ARGV[3])
return 1
