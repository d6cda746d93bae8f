#!lua flags=allow-oom
-- Ends a plan: the record becomes planned, the plan job goes.
-- KEYS  1 job:<bid>:plan  2 b:<bid>  3 lease
-- ARGV  1 jid  2 owner  3 token  4 partitions (64 bits, decimal)  5 channels ("2,4")  6 errors (JSON or empty)
-- Reply {'OK'} (also when it had been planned before) | {'STALE'}
local job = redis.call('HMGET', KEYS[1], 'own', 'tok', 'st')
local stage = redis.call('HGET', KEYS[2], 'st')
if not stage then return {'STALE'} end
if stage ~= 'accepted' then return {'OK'} end
if not job[3] then return {'STALE'} end
--[[guard:no_fence]]
if job[1] ~= ARGV[2] or job[2] ~= ARGV[3] or job[3] ~= 'l' then return {'STALE'} end
--[[/guard:no_fence]]
redis.call('HSET', KEYS[2], 'st', 'planned', 'parts', ARGV[4], 'chs', ARGV[5], 'err', ARGV[6])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('DEL', KEYS[1])
return {'OK'}
