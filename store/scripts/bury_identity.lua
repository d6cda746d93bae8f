#!lua flags=allow-oom
-- Notes, before a user is deleted, when its identity was: what was said before does not bring it back (see grave).
-- KEYS 1 idx: the identity's bucket
-- ARGV 1 field   2 "o" when the identity was the user's only one, else ""
-- Reply the time, us
local time = redis.call('TIME')
local now = time[1] .. string.format('%06d', tonumber(time[2]))
redis.call('HSET', KEYS[1], ARGV[1] .. 'd', now .. ARGV[2])
return now
