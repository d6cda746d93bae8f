#!lua flags=allow-oom
-- Takes jobs: the lanes in the order given, within a lane by virtual finish time. Each gets the owner's nonce, the
-- next claim number and a lease on Redis' clock.
-- KEYS  1 lease  2 3 4 rdy: fin: vt: of the first lane  5 6 7 of the second  8 9 10 of the third
--       (+ job:, oc:, od: of the jobs found)
-- ARGV  1 key prefix of the partition  2 owner  3 at most so many jobs  4 lease ms
-- Reply {now ms, {jid, token, project, n, lane, runs, created ms, expires ms, list, outcomes, done devices}, …}
local limit, lease = tonumber(ARGV[3]), tonumber(ARGV[4])
if not limit or not lease or lease < 1 or ARGV[2] == '' then
  return redis.error_reply('ERR claim: malformed arguments')
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local found, orphans = {}, {}
for lane = 2, 8, 3 do
  if #found >= limit then break end
  local head = redis.call('ZRANGE', KEYS[lane], 0, limit - #found - 1, 'WITHSCORES')
  for index = 1, #head, 2 do
    local jid = head[index]
    local job = redis.call('HMGET', ARGV[1] .. 'job:' .. jid, 't', 'n', 'ln', 'runs', 'cr', 'ex', 'list', 'st', 'tok')
    if job[8] == 'q' then
      found[#found + 1] = {jid = jid, lane = lane, score = tonumber(head[index + 1]), job = job,
        outcomes = redis.call('GET', ARGV[1] .. 'oc:' .. jid) or '',
        devices = redis.call('HGETALL', ARGV[1] .. 'od:' .. jid)}
    else
      orphans[#orphans + 1] = {jid = jid, lane = lane}
    end
  end
end
local virtual, finish = {}, {}
for lane = 2, 8, 3 do virtual[lane] = tonumber(redis.call('GET', KEYS[lane + 2]) or '0') end
for _, entry in ipairs(found) do
  entry.finish = tonumber(redis.call('HGET', KEYS[entry.lane + 1], entry.job[1]) or '0')
end

for _, orphan in ipairs(orphans) do redis.call('ZREM', KEYS[orphan.lane], orphan.jid) end
local reply = {now}
for _, entry in ipairs(found) do
  local jid, job, lane = entry.jid, entry.job, entry.lane
  local token = tonumber(job[9] or '0') + 1
  redis.call('ZREM', KEYS[lane], jid)
  redis.call('HSET', ARGV[1] .. 'job:' .. jid, 'own', ARGV[2], 'tok', token, 'st', 'l')
  redis.call('ZADD', KEYS[1], now + lease, jid)
  -- Re-queued jobs have score 0: the virtual clock must never go back.
  if entry.score > virtual[lane] then
    virtual[lane] = entry.score
    redis.call('SET', KEYS[lane + 2], entry.score)
  end
  -- Its project's last job in this lane: max(V, fin) is V from here on.
  if entry.finish > 0 and entry.finish <= virtual[lane] then redis.call('HDEL', KEYS[lane + 1], job[1]) end
  reply[#reply + 1] = {jid, token, job[1], tonumber(job[2]), job[3], tonumber(job[4] or '0'), tonumber(job[5]),
    tonumber(job[6]), job[7] or '', entry.outcomes, entry.devices}
end
return reply
