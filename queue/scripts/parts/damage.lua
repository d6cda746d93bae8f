-- What claim, stage and reap share: a job's record that is damaged must not hold up its partition, nor be lost. It goes
-- to dead, as far as it can be written to; redrive and discard take it from there.
local function read_job(prefix, jid, ...)
  local job = redis.pcall('HMGET', prefix .. 'job:' .. jid, ...)
  return not job.err and job or nil
end
local function bury_damaged(prefix, jid, now)
  redis.pcall('HSET', prefix .. 'job:' .. jid, 'st', 'x', 'reason', 'damaged', 'why', 'its record cannot be read')
  redis.pcall('HDEL', prefix .. 'job:' .. jid, 'own')
  redis.call('ZADD', prefix .. 'dead', now, jid)
end
