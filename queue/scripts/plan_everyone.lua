#!lua flags=allow-oom
-- Cuts a partition's users into chunk jobs of one channel. The first call freezes the bound (users created later
-- are not part of the broadcast); each call goes on at the cursor, so a crashed planner is simply run again.
-- May run when Redis is full: the broadcast was accepted, and 500 recipients cost about 1 KB.
-- KEYS  1 bc:<bid>  2 seq:<project>  3 rdy:<lane>  4 fin:<lane>  5 vt:<lane>   (+ job:, oc: of the jobs made)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 channel  4 project (16 bytes)  5 lane
--       6 created ms  7 expires ms  8 recipients a job  9 jobs a call  10 wake channel  11 partition
-- Reply {is complete, jobs made}
local channel, chunk, limit = tonumber(ARGV[3]), tonumber(ARGV[8]), tonumber(ARGV[9])
if not channel or not chunk or not limit or chunk < 1 or chunk > 500 or limit < 1 or #ARGV[4] ~= 16 then
  return redis.error_reply('ERR plan_everyone: malformed arguments')
end
local cursor_field = 'cursor' .. channel
local known = redis.call('HMGET', KEYS[1], 'planned', 'bound', cursor_field)
local planned, mask = tonumber(known[1] or '0'), bit.lshift(1, channel)
if bit.band(planned, mask) ~= 0 then return {1, 0} end
local bound = tonumber(known[2] or redis.call('GET', KEYS[2]) or '0')
local cursor = tonumber(known[3] or '0')
local virtual = tonumber(redis.call('GET', KEYS[5]) or '0')
local finish = math.max(virtual, tonumber(redis.call('HGET', KEYS[4], ARGV[4]) or '0'))

local first, made = cursor, 0
while cursor < bound and made < limit do
  local count = math.min(chunk, bound - cursor)
  local jid = ARGV[2] .. ':' .. ARGV[3] .. ':' .. string.format('%d', cursor)
  redis.call('HSET', ARGV[1] .. 'job:' .. jid, 't', ARGV[4], 'n', count, 'ln', ARGV[5], 'cr', ARGV[6],
    'ex', ARGV[7], 'st', 'q')
  redis.call('SET', ARGV[1] .. 'oc:' .. jid, string.rep('\0', count))
  finish = finish + count
  redis.call('ZADD', KEYS[3], finish, jid)
  cursor = cursor + count
  made = made + 1
end
if cursor >= bound then planned = bit.bor(planned, mask) end
redis.call('HSET', KEYS[1], 'bound', bound, cursor_field, cursor, 'planned', planned)
redis.call('HINCRBY', KEYS[1], 'jobs', made)
redis.call('HINCRBY', KEYS[1], 'r', cursor - first)
if made > 0 then
  redis.call('HSET', KEYS[4], ARGV[4], finish)
  redis.call('PUBLISH', ARGV[10], ARGV[11])
end
return {cursor >= bound and 1 or 0, made}
