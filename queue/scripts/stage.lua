#!lua flags=allow-oom
-- Makes due jobs ready, in fair order, like any new job. What a project's jobs of later runs are served counts apart
-- (fin: has them under 'r' and the project): they wait behind none of its fresh ones, and pass none of others'.
-- KEYS  1 due   (+ job:, rdy:, fin:, vt: of the jobs found, dead, parked)
-- ARGV  1 key prefix of the partition  2 at most so many jobs  3 wake channel  4 partition
-- Reply {staged, ms until the next one is due: -1 when none waits}
local limit = tonumber(ARGV[2])
if not limit then return redis.error_reply('ERR stage: malformed arguments') end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- part: damage
local jids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)
local jobs = {}
for index, jid in ipairs(jids) do jobs[index] = read_job(ARGV[1], jid, 'ln', 'st', 'tok', 't', 'n') or {err = true} end

local staged = 0
for index, jid in ipairs(jids) do
  redis.call('ZREM', KEYS[1], jid)
  local is_queued = jobs[index][2] == 'q'
  if jobs[index].err or (is_queued and not (jobs[index][1] and jobs[index][4] and tonumber(jobs[index][5] or ''))) then
    bury_damaged(ARGV[1], jid, now)
  elseif is_queued then
    local lane, project = jobs[index][1], jobs[index][4]
    local flow = jobs[index][3] and 'r' .. project or project
    local virtual = tonumber(redis.call('GET', ARGV[1] .. 'vt:' .. lane) or '0') or 0
    local last = tonumber(redis.call('HGET', ARGV[1] .. 'fin:' .. lane, flow) or '0') or 0
    local score = math.max(virtual, last) + tonumber(jobs[index][5])
    redis.call('HSET', ARGV[1] .. 'fin:' .. lane, flow, score)
    redis.call('ZREM', ARGV[1] .. 'parked', project .. jid)
    redis.call('ZADD', ARGV[1] .. 'rdy:' .. lane, score, jid)
    staged = staged + 1
  end
end
if staged > 0 then redis.call('PUBLISH', ARGV[3], ARGV[4]) end
local head = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {staged, head[2] and math.max(0, tonumber(head[2]) - now) or -1}
