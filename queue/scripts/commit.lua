#!lua flags=allow-oom
-- Records outcomes of one claimed job: outcome bytes, counters, the packed event and the job's fate, together or
-- not at all. Two independent guards: the fence (may this worker write?) and each recipient's outcome byte (has
-- this been counted?). A finished job is checked for holes: Redis may have gone back in time under its owner.
-- KEYS  1 job:<jid>  2 oc:<jid>  3 od:<jid>  4 bc:<bid>  5 ev:<project>  6 lease  7 due
--       8 rc:<project>  9 rcd: the last two only where receipts are to be awaited
--       (+ rdy: of its lane, parked, oc: of the same recipients in the broadcast's other steps)
-- ARGV  1 key prefix of the partition  2 jid  3 owner  4 token  5 project (16 bytes)  6 bid (16 bytes)
--       7 records (outcome_record.hpp)  8 texts  9 finish: no|done|retry|park|release  10 delay ms  11 lease ms
--       12 wake channel  13 partition  14 how long no retry may go through a provider: "<number>:<ms>,…"
--       15 how providers put it off: "<number>:<code>:<reason>,…"  16 the same of those that hold it now
--       17 project (22 characters)  18 most bytes of rc:  19… ms until they are asked for, and receipts, packed
-- Reply {'OK', accepted, open, 1 when no job of the broadcast is open in this partition, 1 when the project awaits too
--       many receipts for these} | {'INCOMPLETE', accepted, open}: the records were taken, the job goes on
--       | {'STALE'}: nothing was written
local records, texts, finish = ARGV[7], ARGV[8], ARGV[9]
local delay, lease, size = tonumber(ARGV[10]), tonumber(ARGV[11]), #records
local malformed = redis.error_reply('ERR commit: malformed arguments')
if not delay or not lease or lease < 1 or size % 16 ~= 0 or size > 8000 then return malformed end
if not ({no = 1, done = 1, retry = 1, park = 1, release = 1})[finish] then return malformed end
for at = 19, #ARGV, 2 do
  if not tonumber(ARGV[at]) or not ARGV[at + 1] then return malformed end
end

local job = redis.call('HMGET', KEYS[1], 't', 'n', 'ln', 'own', 'tok', 'st', 'lost', 'hb')
if not job[6] then return {'STALE'} end
--[[guard:no_fence]]
if job[4] ~= ARGV[3] or job[5] ~= ARGV[4] then return {'STALE'} end
--[[/guard:no_fence]]
local n, is_plan = tonumber(job[2]), string.sub(ARGV[2], -5) == ':plan'
local outcomes = redis.call('GET', KEYS[2]) or ''
if #outcomes ~= n or job[1] ~= ARGV[5] or (is_plan and finish == 'done') then return malformed end
local bytes = {string.byte(outcomes, 1, n)}
local floor, byte = math.floor, string.byte

-- Groups onto bytes: what applies, and what it means for counters, events and remembered devices. This loop is
-- what a delivery costs Redis: no string is made in it unless something is odd.
local accepted, whole, gone = 0, true, 0
local states_count, deliveries_count, kept_groups, done_devices, settled = {}, {}, {}, {}, {}
local failed, failed_count, reason_count = {}, {}, {}
-- The provider's number times 16: four bits of it stand beside the attempt, the next four above the code.
local function provider_of(who, code_high) return who - who % 16 + (code_high - code_high % 16) * 16 end
-- Who let a delivery fail and how, and why, as the counters have it.
local function blame(from, record)
  local states, who, code_low, code_high, low_byte, high_byte = byte(from, record + 2, record + 7)
  local via = provider_of(who, code_high)
  local is_ours = via == 0 or code_low + code_high % 16 == 0 or high_byte > 127
  return via + states % 16, (is_ours and '.o' or '.p') .. (low_byte + high_byte % 128 * 256)
end
local lowest, highest, group, group_offset = n + 1, 0, 1, nil
for at = 1, size, 16 do
  local low, high, states, who, _, code_high, reason_low, reason_high = byte(records, at, at + 7)
  local word = low + high * 256
  local offset, is_last = word % 32768, word >= 32768
  local state, attempt = states % 16, who % 16
  local recipient = floor(states / 16)
  if offset >= n or (group_offset and group_offset ~= offset) or attempt < 1 or state < 1 or state > 8 or
      recipient > 8 or (recipient > 0) ~= is_last then
    return malformed
  end
  group_offset = offset
  if is_last then
    local old = bytes[offset + 1]
    local old_state, attempts = old % 16, floor(old / 16)
    local is_open, applies = old_state == 0 or old_state == 1 or old_state == 4, true
    --[[guard:no_outcome_guard]]
    -- Attempts count up one by one, so a resent retry or intent changes nothing either.
    if recipient == 4 then
      applies = is_open and attempt == attempts + 1
    elseif recipient == 1 then
      applies = is_open and old_state ~= 1 and attempt == attempts + 1
    else
      applies = is_open
    end
    --[[/guard:no_outcome_guard]]
    if applies then
      accepted = accepted + 1
      if recipient ~= 1 and attempt > attempts then attempts = attempt end
      bytes[offset + 1] = recipient + attempts * 16
      if offset < lowest then lowest = offset + 1 end
      if offset >= highest then highest = offset + 1 end
    end
    if applies and recipient ~= 1 then
      states_count[recipient] = (states_count[recipient] or 0) + 1
      local is_hole = recipient == 5 and who < 16 and code_high < 16 and reason_low == 2 and reason_high == 0
      if is_hole then gone = gone + 1 end
      local fails, failed_by, reason = recipient == 3 or recipient >= 6, recipient, ''
      for record = group, at, 16 do
        local record_states, record_who, _, code_high = byte(records, record + 2, record + 5)
        local via = provider_of(record_who, code_high)
        if fails and record_states % 16 == recipient then failed_by, reason = blame(records, record) end
        local kind = via + record_states % 16
        deliveries_count[kind] = (deliveries_count[kind] or 0) + 1
        if recipient == 4 and record_states % 16 ~= 4 and record_states % 16 ~= 1 then
          local hash, state = string.sub(records, record + 8, record + 15), record_states % 16
          local field = state == 2 and offset or state * 1000 + offset
          if hash ~= '\0\0\0\0\0\0\0\0' then
            done_devices[field] = (done_devices[field] or '') ..
              (state == 2 and hash or string.sub(records, record, record + 15))
          end
        end
      end
      if fails and reason == '' and old >= 16 then  -- the device that is why was finished by an earlier attempt
        local finished = redis.call('HGET', KEYS[3], recipient * 1000 + offset) or ''
        if #finished >= 16 then failed_by, reason = blame(finished, 1) end
      end
      if fails then
        failed[#failed + 1] = offset
        failed_count[failed_by] = (failed_count[failed_by] or 0) + 1
        if reason ~= '' then
          reason = floor(failed_by / 16) .. '.' .. failed_by % 16 .. reason
          reason_count[reason] = (reason_count[reason] or 0) + 1
        end
      end
      if recipient ~= 4 and old >= 16 then
        settled[#settled + 1] = offset
        for state = 3, 8 do settled[#settled + 1] = state * 1000 + offset end
      end
      kept_groups[#kept_groups + 1] = group
      kept_groups[#kept_groups + 1] = at + 15
    else
      whole = false
    end
    group, group_offset = at + 16, nil
  end
end
if group_offset then return malformed end

-- The event holds accepted groups only; texts follow their records to the place they have in it.
local packed, kept_texts, new_index, kept_records = records, {}, {}, size / 16
if not whole then
  local kept = {}
  kept_records = 0
  for index = 1, #kept_groups, 2 do
    kept[#kept + 1] = string.sub(records, kept_groups[index], kept_groups[index + 1])
    for record = kept_groups[index], kept_groups[index + 1], 16 do
      new_index[(record - 1) / 16] = kept_records
      kept_records = kept_records + 1
    end
  end
  packed = table.concat(kept)
end
local at = 1
while at <= #texts do
  if at + 2 > #texts or at + 2 + byte(texts, at + 2) > #texts then return malformed end
  local index, length = byte(texts, at) + byte(texts, at + 1) * 256, byte(texts, at + 2)
  if index >= size / 16 then return malformed end
  local place = whole and index or new_index[index]
  if place then
    kept_texts[#kept_texts + 1] = string.char(place % 256, floor(place / 256)) ..
      string.sub(texts, at + 2, at + 2 + length)
  end
  at = at + 3 + length
end
local remembered = {}
for offset in pairs(done_devices) do remembered[offset] = redis.call('HGET', KEYS[3], offset) or '' end

-- A recipient fails once, in however many steps, and a deleted user is missing once: all steps' jobs cover the same
-- recipients in the same order.
local newly_failed, missing = #failed, gone
if newly_failed + gone > 0 then
  local stem, own, place = string.match(KEYS[2], '^(.*:)(%d+)(:%d+)$')
  local steps = redis.call('HGET', KEYS[4], 'steps') or ''
  if own ~= (string.match(steps, '^(%d+):') or own) then missing = 0 end
  local others = {}
  for channel in string.gmatch(newly_failed > 0 and steps or '', '(%d+):%d+') do
    if channel ~= own then others[#others + 1] = redis.call('GET', stem .. channel .. place) or '' end
  end
  for _, offset in ipairs(failed) do
    for _, other in ipairs(others) do
      local state = (byte(other, offset + 1) or 0) % 16
      if state == 3 or state >= 6 then
        newly_failed = newly_failed - 1
        break
      end
    end
  end
end

local open, untried = 0, 0
for index = 1, n do
  local state = bytes[index] % 16
  if state == 0 or state == 1 or state == 4 then open = open + 1 end
  if state == 0 or state == 1 then untried = untried + 1 end
end
if job[6] ~= 'l' then
  --[[guard:no_fence]]
  -- Ours, but no longer leased: a final commit whose reply was lost is sent again. It was applied as a whole.
  if finish ~= 'no' and accepted == 0 then return {'OK', 0, open, 0, 0} end
  return {'STALE'}
  --[[/guard:no_fence]]
end
local is_complete, is_done = true, finish ~= 'no' and open == 0 and not is_plan
--[[guard:no_hole_check]]
if finish == 'done' then is_complete = open == 0 elseif finish == 'retry' then is_complete = untried == 0 end
--[[/guard:no_hole_check]]
if finish == 'done' and is_complete then is_done = true end
local ended = 0
for state, value in pairs(states_count) do ended = ended + (state == 4 and 0 or value) end
local listed = redis.call('HSTRLEN', KEYS[1], 'list') > 0
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + floor(tonumber(time[2]) / 1000)
local refused = KEYS[8] and (redis.call('MEMORY', 'USAGE', KEYS[8]) or 0) > tonumber(ARGV[18]) and 1 or 0
-- Who held it before and who does now: the broadcast tells since when.
local held, holders = {}, {}
if finish ~= 'no' and not is_done then
  for via, said in string.gmatch(ARGV[16], '(%d+):(%d+:%d+)') do
    local since = string.match(redis.call('HGET', KEYS[4], 'h' .. via) or '', ':(%d+)$')
    held[via] = said .. ':' .. (since or string.format('%d', now))
    holders[#holders + 1] = via
  end
end
-- part: receipts

-- Everything was read and checked; from here on only writes that cannot fail.
if accepted > 0 then
  redis.call('SETRANGE', KEYS[2], lowest - 1, string.char(unpack(bytes, lowest, highest)))
end
if kept_records > 0 then
  local place = string.sub(ARGV[2], 24) .. (listed and ':l' or '')
  if #kept_texts > 0 then
    redis.call('XADD', KEYS[5], '*', 'b', ARGV[6], 'j', place, 'd', packed, 'x', table.concat(kept_texts))
  else
    redis.call('XADD', KEYS[5], '*', 'b', ARGV[6], 'j', place, 'd', packed)
  end
  for state, value in pairs(states_count) do redis.call('HINCRBY', KEYS[4], 's' .. state, value) end
  for kind, value in pairs(deliveries_count) do
    redis.call('HINCRBY', KEYS[4], 'd' .. floor(kind / 16) .. '.' .. kind % 16, value)
  end
  for kind, value in pairs(failed_count) do
    redis.call('HINCRBY', KEYS[4], 'x' .. floor(kind / 16) .. '.' .. kind % 16, value)
  end
  for reason, value in pairs(reason_count) do redis.call('HINCRBY', KEYS[4], 'y' .. reason, value) end
  if newly_failed > 0 then redis.call('HINCRBY', KEYS[4], 'f', newly_failed) end
  if gone > 0 then redis.call('HINCRBY', KEYS[4], 'gone', gone) end
  if missing > 0 then redis.call('HINCRBY', KEYS[4], 'missing', missing) end
end
-- Who gets on is not what kills workers: its losses were theirs.
if job[7] and ended > 0 then redis.call('HDEL', KEYS[1], 'lost') end
if KEYS[8] and refused == 0 then
  for at = 19, #ARGV, 2 do redis.call('ZADD', KEYS[8], 'NX', now + tonumber(ARGV[at]), ARGV[at + 1]) end
  index_receipts(KEYS[9], KEYS[8], ARGV[17])
end
for offset, hashes in pairs(done_devices) do redis.call('HSET', KEYS[3], offset, remembered[offset] .. hashes) end
if #settled > 0 then redis.call('HDEL', KEYS[3], unpack(settled)) end

if finish == 'no' or not is_complete then
  redis.call('ZADD', KEYS[6], now + lease, ARGV[2])
  return {is_complete and 'OK' or 'INCOMPLETE', accepted, open, 0, refused}
end
redis.call('ZREM', KEYS[6], ARGV[2])
for via in string.gmatch(job[8] or '', '%d+') do
  if not held[via] then redis.call('HDEL', KEYS[4], 'h' .. via) end
end
for via, what in pairs(held) do redis.call('HSET', KEYS[4], 'h' .. via, what) end
if is_done then
  redis.call('HSET', KEYS[1], 'st', 'd')
  redis.call('HDEL', KEYS[1], 'cr', 'ex', 'runs', 'lost', 'nb', 'le', 'la', 'hb')
  redis.call('DEL', KEYS[3])
  redis.call('HINCRBY', KEYS[4], 'jobs_done', 1)
  local totals = redis.call('HMGET', KEYS[4], 'jobs', 'jobs_done')
  return {'OK', accepted, open, totals[1] == totals[2] and 1 or 0, refused}
end
redis.call('HSET', KEYS[1], 'st', 'q')
if finish == 'release' then
  redis.call('ZADD', ARGV[1] .. 'rdy:' .. job[3], 0, ARGV[2])
  redis.call('PUBLISH', ARGV[12], ARGV[13])
else
  if finish == 'retry' then redis.call('HINCRBY', KEYS[1], 'runs', 1) end
  if finish == 'park' then redis.call('ZADD', ARGV[1] .. 'parked', 0, ARGV[5] .. ARGV[2]) end
  redis.call('ZADD', KEYS[7], now + delay, ARGV[2])
end
local waits = string.gsub(ARGV[14] or '', ':(%d+)', function(wait) return string.format(':%d', now + tonumber(wait)) end)
if ARGV[15] ~= '' then redis.call('HSET', KEYS[1], 'la', ARGV[15]) end
if #holders > 0 then
  redis.call('HSET', KEYS[1], 'hb', table.concat(holders, ','))
elseif job[8] then
  redis.call('HDEL', KEYS[1], 'hb')
end
if waits ~= '' then redis.call('HSET', KEYS[1], 'nb', waits) else redis.call('HDEL', KEYS[1], 'nb') end
return {'OK', accepted, open, 0, refused}
