#!lua flags=allow-oom
-- Makes due jobs ready again, ahead of everyone: they waited already.
-- KEYS  1 due   (+ job:, rdy: of the jobs found)
-- ARGV  1 key prefix of the partition  2 at most so many jobs  3 wake channel  4 partition
-- Reply {staged, ms until the next one is due: -1 when none waits}
local limit = tonumber(ARGV[2])
if not limit then return redis.error_reply('ERR stage: malformed arguments') end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local jids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)
local jobs = {}
for index, jid in ipairs(jids) do jobs[index] = redis.call('HMGET', ARGV[1] .. 'job:' .. jid, 'ln', 'st') end

local staged = 0
for index, jid in ipairs(jids) do
  redis.call('ZREM', KEYS[1], jid)
  if jobs[index][1] and jobs[index][2] == 'q' then
    redis.call('ZADD', ARGV[1] .. 'rdy:' .. jobs[index][1], 0, jid)
    staged = staged + 1
  end
end
if staged > 0 then redis.call('PUBLISH', ARGV[3], ARGV[4]) end
local head = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {staged, head[2] and math.max(0, tonumber(head[2]) - now) or -1}
