#!lua flags=allow-oom
-- Fixes how a broadcast is delivered before the first of its jobs is made: whoever plans it again after a crash goes
-- on with the same steps, whatever the project's delivery plan says by then.
-- KEYS  1 job:<bid>:plan  2 b:<bid>
-- ARGV  1 owner  2 token  3 steps (JSON)
-- Reply {'OK', the steps that hold} | {'STALE'}
local job = redis.call('HMGET', KEYS[1], 'own', 'tok', 'st')
local record = redis.call('HMGET', KEYS[2], 'st', 'steps')
if not job[3] or record[1] ~= 'accepted' or ARGV[3] == '' then return {'STALE'} end
--[[guard:no_fence]]
if job[1] ~= ARGV[1] or job[2] ~= ARGV[2] or job[3] ~= 'l' then return {'STALE'} end
--[[/guard:no_fence]]
if record[2] then return {'OK', record[2]} end
redis.call('HSET', KEYS[2], 'steps', ARGV[3])
return {'OK', ARGV[3]}
