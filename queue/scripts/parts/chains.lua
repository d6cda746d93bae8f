-- What erase_jobs and prune_jobs share: a broadcast's jobs are found from the last one of each channel backwards (pv).
-- KEYS 1 is bc:<bid>, its counters; ARGV 1 to 3 are the same in both. Reads first; unlink_job and note_rest write.
local function find_jobs(prefix, bid, limit)
  local rest = {found = {}, heads = {}, ended = {}}
  local counters = redis.call('HGETALL', KEYS[1])
  for index = 1, #counters, 2 do
    local name, last = counters[index], counters[index + 1]
    local channel = string.match(name, '^last(%d+)$')
    while channel and last ~= '' and #rest.found < limit do
      local jid = bid .. ':' .. channel .. ':' .. last
      local job = redis.call('HMGET', prefix .. 'job:' .. jid, 'pv', 'st', 'ln', 't')
      rest.found[#rest.found + 1] = {jid = jid, state = job[2], lane = job[3], project = job[4]}
      last = job[1] or ''
    end
    if channel and last ~= '' then
      rest.heads[#rest.heads + 1] = name
      rest.heads[#rest.heads + 1] = last
    elseif channel then
      rest.ended[#rest.ended + 1] = name
    end
  end
  return rest
end

local function unlink_job(prefix, jid)
  redis.call('UNLINK', prefix .. 'job:' .. jid, prefix .. 'oc:' .. jid, prefix .. 'od:' .. jid)
end

-- Where the next call goes on; with the last job the counters go. Replies 1 when nothing is left, else 0.
local function note_rest(rest)
  if #rest.heads == 0 then
    redis.call('UNLINK', KEYS[1])
    return 1
  end
  redis.call('HSET', KEYS[1], unpack(rest.heads))
  if #rest.ended > 0 then redis.call('HDEL', KEYS[1], unpack(rest.ended)) end
  return 0
end
