#!lua flags=allow-oom
-- Takes jobs back from workers that stopped renewing, or are gone. Also those whose deadline lies implausibly far
-- ahead, twice their own lease: they were leased before Redis' clock stepped back, and would otherwise be frozen for as
-- long as it stepped.
-- A job lost three times is poison: it goes to dead, where a person looks at it.
-- KEYS  1 lease  2 dead   (+ job:, rdy: of the jobs found)
-- ARGV  1 key prefix of the partition  2 lease ms: a deadline no further ahead is plausible  3 at most so many jobs
--       4 losses that make poison  5 wake channel  6 partition  7 not after, ms of Redis' clock: what was asked before
--       Redis fell silent must not be done after it, ahead of those who were kept from renewing
--       8 owners that are known to be gone, with commas: theirs are taken before they run out; '*': everybody is
--       9 1 when owners are asked for
-- Reply {requeued, now ms, {owners of leases that can be seen}, {jid, project}, …}: the pairs are those given up
local lease, limit, fatal = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local latest = tonumber(ARGV[7])
if not lease or not limit or not fatal or not latest then return redis.error_reply('ERR reap: malformed arguments') end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if now > latest then return {0, now, {}} end
-- part: damage
-- part: lease
local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%d', now), 'LIMIT', 0, limit)
if #expired < limit then
  local distant = redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. string.format('%d', now + lease), 'WITHSCORES',
    'LIMIT', 0, limit - #expired)
  for index = 1, #distant, 2 do
    local claim = read_job(ARGV[1], distant[index], 'le', 'tok') or {}
    if tonumber(distant[index + 1]) > now + 2 * length_of(claim[1], claim[2]) then
      expired[#expired + 1] = distant[index]
    end
  end
end
local gone, owners, is_known, most_leases = {}, {}, {}, 1000
for nonce in string.gmatch(ARGV[8], '%x+') do gone[nonce] = true end
for _, jid in ipairs(expired) do is_known[jid] = true end
for _, jid in ipairs((ARGV[8] ~= '' or ARGV[9] == '1') and redis.call('ZRANGE', KEYS[1], 0, most_leases - 1) or {}) do
  local claim = read_job(ARGV[1], jid, 'own', 'tok', 'le') or {}
  local owner, token, lease = claim[1], claim[2], claim[3]
  local of = owner and string.match(lease or '', '^(%d+):%d+:%d+:here$')
  local is_taken = ARGV[8] == '*' or (of and of == token and gone[owner])
  if is_taken and not is_known[jid] and #expired < limit then
    expired[#expired + 1] = jid
  elseif of and of == token and not is_known[owner] then
    is_known[owner] = true
    owners[#owners + 1] = owner
  end
end
local jobs = {}
for index, jid in ipairs(expired) do
  jobs[index] = read_job(ARGV[1], jid, 'ln', 'lost', 'st', 't') or {err = true}
end

local requeued, reply = 0, {0, now, owners}
for index, jid in ipairs(expired) do
  local lane, lost = jobs[index][1], (tonumber(jobs[index][2] or '0') or 0) + 1
  local key, is_leased = ARGV[1] .. 'job:' .. jid, jobs[index][3] == 'l'
  redis.call('ZREM', KEYS[1], jid)
  if jobs[index].err or (is_leased and not lane) then
    bury_damaged(ARGV[1], jid, now)
  elseif is_leased then
    redis.call('HDEL', key, 'own')
    if lost >= fatal then
      redis.call('HSET', key, 'lost', lost, 'st', 'x', 'reason', 'poison')
      redis.call('ZADD', KEYS[2], now, jid)
      reply[#reply + 1] = {jid, jobs[index][4] or ''}
    else
      redis.call('HSET', key, 'lost', lost, 'st', 'q')
      redis.call('ZADD', ARGV[1] .. 'rdy:' .. lane, 0, jid)
      requeued = requeued + 1
    end
  end
end
if requeued > 0 then redis.call('PUBLISH', ARGV[5], ARGV[6]) end
reply[1] = requeued
return reply
