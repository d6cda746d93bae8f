#!lua flags=allow-oom
-- Takes receipts that are due to be asked for: nobody else does until the lease ends, and then anybody may.
-- KEYS  1 rcd   (+ rc: of the projects found)
-- ARGV  1 key prefix of the partition  2 at most so many projects, and batches of each  3 lease ms
-- Reply {ms until the next ones are due: -1 when none wait, the claim, batches…: project (22 characters), packed}
local limit, lease = tonumber(ARGV[2]), tonumber(ARGV[3])
if not limit or limit < 1 or not lease or lease < 1 then
  return redis.error_reply('ERR claim_receipts: malformed arguments')
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- part: receipts
local found = {}
for _, project in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)) do
  local set = ARGV[1] .. 'rc:' .. project
  found[project] = redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, limit)
end

local reply = {-1, string.format('%d', now + lease)}
for project, batches in pairs(found) do
  local set = ARGV[1] .. 'rc:' .. project
  for _, packed in ipairs(batches) do
    redis.call('ZADD', set, now + lease, packed)
    reply[#reply + 1] = project
    reply[#reply + 1] = packed
  end
  index_receipts(KEYS[1], set, project)
end
local head = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if head[2] then reply[1] = math.max(0, tonumber(head[2]) - now) end
return reply
