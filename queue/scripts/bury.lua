#!lua flags=allow-oom
-- Gives up a job that its owner cannot work on: to dead, with the reason, where a person looks at it. Its outcome bytes
-- stay, so that a redrive tries only who has none. Says so in the project's event log.
-- KEYS  1 job:<jid>  2 lease  3 dead  4 ev:<project>
-- ARGV  1 jid  2 owner  3 token  4 reason  5 detail  6 bid (16 bytes)  7 payload of the event (JSON)
-- Reply {'OK'} | {'STALE'}
if ARGV[4] == '' or #ARGV[6] ~= 16 then return redis.error_reply('ERR bury: malformed arguments') end
local job = redis.call('HMGET', KEYS[1], 'own', 'tok', 'st')
if not job[3] then return {'STALE'} end
--[[guard:no_fence]]
if job[1] ~= ARGV[2] or job[2] ~= ARGV[3] or job[3] ~= 'l' then return {'STALE'} end
--[[/guard:no_fence]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

redis.call('HSET', KEYS[1], 'st', 'x', 'reason', ARGV[4], 'why', ARGV[5])
redis.call('HDEL', KEYS[1], 'own')
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], now, ARGV[1])
redis.call('XADD', KEYS[4], '*', 'k', 'job.failed', 'b', ARGV[6], 'p', ARGV[7])
return {'OK'}
