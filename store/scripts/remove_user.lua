#!lua flags=allow-oom
-- Deletes a user: its record, inbox, tokens and what else pages hold of it. Its number keeps the id, marked, and is
-- never given again.
-- KEYS 1 u:<user>   2 ux: its page   3 in:<user>   4… pages of tokens, inbox counts, preferences, installations to
--      take its field out of
-- ARGV 1 user id, 16 raw bytes   2 its number, as read before
-- Reply 1, or 0 when it is not there or has another number by now
if redis.call('HGET', KEYS[1], 'n') ~= ARGV[2] then return 0 end
local field = tonumber(ARGV[2]) % 100
redis.call('DEL', KEYS[1], KEYS[3])
redis.call('HSET', KEYS[2], field, ARGV[1] .. 'x')
for i = 4, #KEYS do redis.call('HDEL', KEYS[i], field) end
return 1
