#!lua flags=allow-oom
-- Prolongs a lease.
-- KEYS  1 job:<jid>  2 lease
-- ARGV  1 jid  2 owner  3 token  4 lease ms
-- Reply {'OK'} | {'STALE'}
local lease = tonumber(ARGV[4])
if not lease or lease < 1 then return redis.error_reply('ERR renew: malformed arguments') end
local job = redis.call('HMGET', KEYS[1], 'own', 'tok', 'st')
if not job[3] then return {'STALE'} end
--[[guard:no_fence]]
if job[1] ~= ARGV[2] or job[2] ~= ARGV[3] or job[3] ~= 'l' then return {'STALE'} end
--[[/guard:no_fence]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[2], now + lease, ARGV[1])
return {'OK'}
