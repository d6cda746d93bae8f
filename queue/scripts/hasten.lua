#!lua flags=allow-oom
-- Makes jobs of a broadcast that wait in due ready at once: those of one channel, from the last one made backwards
-- (pv). For a cancelled broadcast, which is not to stay open until its delayed steps come round.
-- KEYS  1 bc:<bid>  2 due  3 parked   (+ job:, rdy: of the jobs found)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 channel  4 where to go on, or empty  5 at most so many
--       jobs  6 project (16 bytes)  7 wake channel  8 partition
-- Reply {jobs made ready, where to go on, or empty}
local limit = tonumber(ARGV[5])
if not limit or limit < 1 or #ARGV[6] ~= 16 then return redis.error_reply('ERR hasten: malformed arguments') end
-- part: damage
local place = ARGV[4] ~= '' and ARGV[4] or redis.call('HGET', KEYS[1], 'last' .. ARGV[3]) or ''
local waiting = {}
while place ~= '' and limit > 0 do
  local jid = ARGV[2] .. ':' .. ARGV[3] .. ':' .. place
  local job = read_job(ARGV[1], jid, 'pv', 'st', 'ln') or {}
  if job[2] == 'q' and job[3] and redis.call('ZSCORE', KEYS[2], jid) then
    waiting[#waiting + 1] = {jid = jid, lane = job[3]}
  end
  place, limit = job[1] or '', limit - 1
end
for _, job in ipairs(waiting) do
  redis.call('ZREM', KEYS[2], job.jid)
  redis.call('ZREM', KEYS[3], ARGV[6] .. job.jid)
  redis.call('ZADD', ARGV[1] .. 'rdy:' .. job.lane, 0, job.jid)
end
if #waiting > 0 then redis.call('PUBLISH', ARGV[7], ARGV[8]) end
return {#waiting, place}
