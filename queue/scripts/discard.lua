#!lua flags=allow-oom
-- Gives a dead chunk job up for good: recipients without an outcome expire, each with a record in the event log, and
-- are counted, so that the books stay exact and the broadcast can be processed.
-- KEYS  1 dead  2 job:<jid>  3 oc:<jid>  4 od:<jid>  5 bc:<bid>  6 ev:<project>
--       (+ oc: of the same recipients in the broadcast's other steps)
-- ARGV  1 jid  2 project (16 bytes)  3 bid (16 bytes)  4 number of our own reason  5 payload of the event (JSON)
-- Reply {1 discarded | 0 it is not dead (any more), recipients expired,
--        1 when no job of the broadcast is open in this partition}
local reason, is_plan = tonumber(ARGV[4]), string.sub(ARGV[1], -5) == ':plan'
if not reason or is_plan or #ARGV[2] ~= 16 or #ARGV[3] ~= 16 then
  return redis.error_reply('ERR discard: malformed arguments')
end
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {0, 0, 0} end
local job = redis.pcall('HMGET', KEYS[2], 't', 'n', 'st')
if job.err then  -- of another type altogether: nothing in it can be read
  redis.call('DEL', KEYS[2])
  job = {false, false, 'x'}
end
if job[3] ~= 'x' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return {0, 0, 0}
end
if job[1] and job[1] ~= ARGV[2] then return redis.error_reply('ERR discard: the job is another project\'s') end
-- Of a damaged job the outcome bytes say how many recipients there are; without them nobody does.
local outcomes = redis.pcall('GET', KEYS[3]) or ''
if type(outcomes) ~= 'string' then outcomes = '' end
local n = #outcomes
local listed = redis.call('HSTRLEN', KEYS[2], 'list') > 0

-- A recipient fails once, in however many steps: all steps' jobs cover the same recipients in the same order.
local stem, own, place = string.match(KEYS[3], '^(.*:)(%d+)(:%d+)$')
local others = {}
for channel in string.gmatch(redis.call('HGET', KEYS[5], 'steps') or '', '(%d+):%d+') do
  if channel ~= own then others[#others + 1] = redis.call('GET', stem .. channel .. place) or '' end
end
local function has_failed_elsewhere(index)
  for _, other in ipairs(others) do
    local state = (string.byte(other, index) or 0) % 16
    if state == 3 or state >= 6 then return true end
  end
  return false
end

local expired, bytes, records, newly_failed = 6, {}, {}, 0
for index = 1, n do
  local old = string.byte(outcomes, index)
  local state, attempts = old % 16, math.floor(old / 16)
  bytes[index] = old
  if state == 0 or state == 1 or state == 4 then
    bytes[index] = expired + attempts * 16
    if not has_failed_elsewhere(index) then newly_failed = newly_failed + 1 end
    records[#records + 1] = struct.pack('<I2I1I1I2I2I8', index - 1 + 32768, expired + expired * 16,
      math.max(attempts, 1), 0, reason, 0)
  end
end

redis.call('ZREM', KEYS[1], ARGV[1])
if #records > 0 then
  redis.call('SET', KEYS[3], string.char(unpack(bytes)))
  redis.call('XADD', KEYS[6], '*', 'b', ARGV[3], 'j', string.sub(ARGV[1], 24) .. (listed and ':l' or ''),
    'd', table.concat(records))
  redis.call('HINCRBY', KEYS[5], 's' .. expired, #records)
  redis.call('HINCRBY', KEYS[5], 'd0.' .. expired, #records)
  redis.call('HINCRBY', KEYS[5], 'x0.' .. expired, #records)
  if newly_failed > 0 then redis.call('HINCRBY', KEYS[5], 'f', newly_failed) end
end
redis.call('HSET', KEYS[2], 'st', 'd')
redis.call('HDEL', KEYS[2], 'own', 'cr', 'ex', 'runs', 'lost', 'nb', 'reason', 'why')
redis.call('DEL', KEYS[4])
redis.call('HINCRBY', KEYS[5], 'jobs_done', 1)
redis.call('XADD', KEYS[6], '*', 'k', 'job.discarded', 'b', ARGV[3], 'p', ARGV[5])
local totals = redis.call('HMGET', KEYS[5], 'jobs', 'jobs_done')
return {1, #records, totals[1] == totals[2] and 1 or 0}
