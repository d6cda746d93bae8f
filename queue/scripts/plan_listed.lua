#!lua flags=allow-oom
-- Cuts named recipients, and a topic's subscribers, into chunk jobs, one for each step of the broadcast's delivery
-- plan. Jobs cover ascending numbers and the cursor is the next number not covered, so a planner that is run again,
-- even with a list that has changed, makes no recipient a member of two jobs of a step. Named recipients become
-- subscribers of the topic. A step that starts later waits in due, and its life counts from its start.
-- KEYS  1 bc:<bid>  2 seq:<project>  3 rdy:<lane>  4 fin:<lane>  5 vt:<lane>  6 due  7 top:<project>:<topic>
--       (+ job:, oc: of the jobs made)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 steps: "<channel>:<delay ms> …"  4 project (16 bytes)
--       5 lane  6 created ms  7 expires ms  8 recipients a job  9 jobs a call  10 wake channel  11 partition
--       12 numbers: n × u32 little-endian, ascending  13 their users: n × 16 bytes, or empty without a topic
--       14 "1": the topic's subscribers too
-- Reply {1 it is complete | 0 call again | -1 the project is being deleted, jobs made}
-- part: plan
local numbers, users = ARGV[12], ARGV[13]
if #numbers % 4 ~= 0 or (#users ~= 0 and #users ~= #numbers * 4) then
  return redis.error_reply('ERR plan_listed: malformed arguments')
end

-- Merge of two ascending lists from the cursor on, one number more than this call can use.
local wanted = chunk * cuts + 1
local subscribers, names = {}, {}
if ARGV[14] == '1' then
  local found = redis.call('ZRANGEBYSCORE', KEYS[7], cursor, '(' .. string.format('%d', bound), 'WITHSCORES',
    'LIMIT', 0, wanted)
  for index = 2, #found, 2 do subscribers[#subscribers + 1] = tonumber(found[index]) end
end
local previous, subscriptions = -1, {}
for at = 1, #numbers, 4 do
  local number = struct.unpack('<I4', numbers, at)
  if number <= previous then return redis.error_reply('ERR plan_listed: numbers do not ascend') end
  previous = number
  if number >= cursor then names[#names + 1] = number end
  if #users > 0 then
    subscriptions[#subscriptions + 1] = number
    subscriptions[#subscriptions + 1] = string.sub(users, (at - 1) * 4 + 1, (at - 1) * 4 + 16)
  end
end
local merged, total, a, b = {}, 0, 1, 1
while total < wanted and (names[a] or subscribers[b]) do
  local number = math.min(names[a] or math.huge, subscribers[b] or math.huge)
  if names[a] == number then a = a + 1 end
  while subscribers[b] == number do b = b + 1 end
  total = total + 1
  merged[total] = number
end

for from = 1, #subscriptions, 1000 do
  redis.call('ZADD', KEYS[7], unpack(subscriptions, from, math.min(from + 999, #subscriptions)))
end
local taken = 0
while taken < total and cuts > 0 do
  local count, list = math.min(chunk, total - taken), {}
  for index = 1, count do list[index] = struct.pack('<I4', merged[taken + index]) end
  cut(merged[taken + 1], count, table.concat(list))
  taken = taken + count
end
if taken > 0 then cursor = merged[taken] + 1 end
return note(taken == total, taken)
