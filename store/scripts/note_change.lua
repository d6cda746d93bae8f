#!lua
-- Notes that a project's integrations changed: the next number, under the project. The oldest notes leave.
-- KEYS  1 number of the last change  2 changes: project (16 bytes) → number of its last change
-- ARGV  1 project (16 bytes)  2 how many projects are kept
-- Reply the number
local kept = tonumber(ARGV[2])
if not kept or kept < 1 or #ARGV[1] ~= 16 then return redis.error_reply('ERR note_change: malformed arguments') end
local number = redis.call('INCR', KEYS[1])
redis.call('ZADD', KEYS[2], number, ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -kept - 1)
return number
