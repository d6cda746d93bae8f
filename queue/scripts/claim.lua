#!lua flags=allow-oom
-- Takes jobs: the lanes in the order given, within a lane by virtual finish time. Each gets the owner's nonce, the
-- next claim number and a lease on Redis' clock. What earlier claims of this owner took whose replies got lost is given
-- again, before anything else: nobody knows of it.
-- KEYS  1 lease  2 3 4 rdy: fin: vt: of the first lane  5 6 7 of the second  8 9 10 of the third
--       (+ job:, oc:, od: of the jobs found, dead)
-- ARGV  1 key prefix of the partition  2 owner  3 at most so many jobs  4 lease ms
--       5 number of this claim among its owner's, with ':here' behind it when others can see whether he is alive
--       6 numbers of those whose replies got lost, with commas  7… projects (16 bytes) passed over: they have their
--       share of this worker. Looked for behind theirs are so many jobs a lane as `depth` says.
-- A job whose record is damaged goes to dead. Names that no build makes are dropped.
-- Reply {now ms, {jid, token, project, n, lane, runs, created ms, expires ms, list, outcomes, done devices,
--       waits as commit.lua keeps them: "<provider>:<ms>,…", how providers put it off, likewise}, …}
local limit, lease = tonumber(ARGV[3]), tonumber(ARGV[4])
if not limit or not lease or lease < 1 or ARGV[2] == '' or not string.match(ARGV[5], '^%d+') then
  return redis.error_reply('ERR claim: malformed arguments')
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

-- part: damage
-- part: lease
local function is_whole(job, outcomes, devices)
  local n = tonumber(job[2] or '')
  return n and job[1] and #job[1] == 16 and job[3] and tonumber(job[5] or '') and tonumber(job[6] or '') and
    type(outcomes) == 'string' and #outcomes == n and not devices.err and (not job[7] or #job[7] == 4 * n)
end

local passed, depth, most_leases = {}, 64, 1000
for index = 7, #ARGV do passed[ARGV[index]] = true end

local found, orphans, damaged = {}, {}, {}
local fields = {'t', 'n', 'ln', 'runs', 'cr', 'ex', 'list', 'st', 'tok', 'nb', 'la', 'own', 'le'}
local lost = {}
for number in string.gmatch(ARGV[6], '%d+') do lost[number] = true end
for _, jid in ipairs(next(lost) and redis.call('ZRANGE', KEYS[1], 0, most_leases - 1) or {}) do
  local job = read_job(ARGV[1], jid, unpack(fields))
  local number = job and string.match(job[13] or '', '^%d+:%d+:(%d+)')
  if #found < limit and job and job[8] == 'l' and job[12] == ARGV[2] and lost[number] then
    local outcomes = redis.pcall('GET', ARGV[1] .. 'oc:' .. jid)
    local devices = redis.pcall('HGETALL', ARGV[1] .. 'od:' .. jid)
    if is_whole(job, outcomes, devices) then
      found[#found + 1] = {jid = jid, job = job, outcomes = outcomes, devices = devices}
    end
  end
end
for lane = 2, 8, 3 do
  if #found >= limit then break end
  local head = redis.call('ZRANGE', KEYS[lane], 0, (#ARGV > 6 and depth or limit - #found) - 1, 'WITHSCORES')
  for index = 1, #head, 2 do
    if #found >= limit then break end
    local jid = head[index]
    local job = read_job(ARGV[1], jid, unpack(fields))
    local is_named = #jid > 23 and string.match(string.sub(jid, 23), '^:%d+:%d+$') or string.sub(jid, 23) == ':plan'
    local is_passed_over = job and job[1] and passed[job[1]]
    if not is_named or (job and job[8] ~= 'q') then
      orphans[#orphans + 1] = {jid = jid, lane = lane}
    elseif not is_passed_over then
      local outcomes = job and (redis.pcall('GET', ARGV[1] .. 'oc:' .. jid) or '')
      local devices = job and redis.pcall('HGETALL', ARGV[1] .. 'od:' .. jid)
      if job and is_whole(job, outcomes, devices) and tonumber(string.match(jid, ':(%d+):') or '1') <= 7 then
        found[#found + 1] = {jid = jid, lane = lane, score = tonumber(head[index + 1]), job = job,
          outcomes = outcomes, devices = devices}
      else
        damaged[#damaged + 1] = {jid = jid, lane = lane}
      end
    end
  end
end
local virtual, finish = {}, {}
for lane = 2, 8, 3 do virtual[lane] = tonumber(redis.call('GET', KEYS[lane + 2]) or '0') or 0 end
for _, entry in ipairs(found) do
  entry.flow = entry.job[9] and 'r' .. entry.job[1] or entry.job[1]  -- stage.lua
  entry.finish = entry.lane and tonumber(redis.call('HGET', KEYS[entry.lane + 1], entry.flow) or '0') or 0
end

for _, orphan in ipairs(orphans) do redis.call('ZREM', KEYS[orphan.lane], orphan.jid) end
for _, entry in ipairs(damaged) do
  redis.call('ZREM', KEYS[entry.lane], entry.jid)
  bury_damaged(ARGV[1], entry.jid, now)
end
local reply = {now}
for _, entry in ipairs(found) do
  local jid, job, lane = entry.jid, entry.job, entry.lane
  local token = (tonumber(job[9] or '0') or 0) + 1
  if lane then redis.call('ZREM', KEYS[lane], jid) end
  redis.call('HSET', ARGV[1] .. 'job:' .. jid, 'own', ARGV[2], 'tok', token, 'st', 'l',
    'le', lease_of(token, lease, ARGV[5]))
  redis.call('ZADD', KEYS[1], now + lease, jid)
  -- Re-queued jobs have score 0: the virtual clock must never go back.
  if lane and entry.score > virtual[lane] then
    virtual[lane] = entry.score
    redis.call('SET', KEYS[lane + 2], entry.score)
  end
  -- Its project's last job of the kind in this lane: max(V, fin) is V from here on.
  if entry.finish > 0 and entry.finish <= virtual[lane] then redis.call('HDEL', KEYS[lane + 1], entry.flow) end
  reply[#reply + 1] = {jid, token, job[1], tonumber(job[2]), job[3], tonumber(job[4] or '0') or 0, tonumber(job[5]),
    tonumber(job[6]), job[7] or '', entry.outcomes, entry.devices, job[10] or '', job[11] or ''}
end
return reply
