#!lua flags=allow-oom
-- Makes a project's parked jobs ready: what they waited for may have been mended. All at once, or the first now and
-- the others one after the other, that they may not all go out together.
-- KEYS  1 parked  2 due   (+ job:, rdy: of the jobs found)
-- ARGV  1 key prefix of the partition  2 project (16 bytes)  3 at most so many jobs  4 wake channel  5 partition
--       6 ms between them, 0: none
-- Reply {jobs made ready, 1 when there may be more}
local limit, apart = tonumber(ARGV[3]), tonumber(ARGV[6])
if not limit or not apart or #ARGV[2] ~= 16 then return redis.error_reply('ERR unpark: malformed arguments') end
-- part: damage
local found = redis.call('ZRANGEBYLEX', KEYS[1], '[' .. ARGV[2], '(' .. ARGV[2] .. '\255', 'LIMIT', 0, limit)
local jobs = {}
for index, entry in ipairs(found) do
  jobs[index] = {jid = string.sub(entry, 17), record = read_job(ARGV[1], string.sub(entry, 17), 'ln', 'st') or {}}
end

local ready, time = 0, redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for index, entry in ipairs(found) do
  local jid, lane, state = jobs[index].jid, jobs[index].record[1], jobs[index].record[2]
  if apart > 0 and index > 1 then
    redis.call('ZADD', KEYS[2], 'XX', 'LT', now + (index - 1) * apart, jid)
  else
    redis.call('ZREM', KEYS[1], entry)
    -- What is damaged stays in due: the stager finds it.
    if lane and state == 'q' and redis.call('ZREM', KEYS[2], jid) == 1 then
      redis.call('ZADD', ARGV[1] .. 'rdy:' .. lane, 0, jid)
      ready = ready + 1
    end
  end
end
if ready > 0 then redis.call('PUBLISH', ARGV[4], ARGV[5]) end
return {ready, apart == 0 and #found == limit and 1 or 0}
