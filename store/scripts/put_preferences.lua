-- Replaces what a user switched off (store/preferences.cpp has the layout), unless the user is gone.
-- KEYS 1 u:<user>   2 pf: its page
-- ARGV 1 the user's number   2 packed switches, "" = none
-- Reply 1; 0 when there is no such user
if redis.call('HGET', KEYS[1], 'n') ~= ARGV[1] then return 0 end
local field = tonumber(ARGV[1]) % 100
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[2], field)
else
  redis.call('HSET', KEYS[2], field, ARGV[2])
end
return 1
