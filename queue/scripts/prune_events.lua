#!lua flags=allow-oom
-- Trims one stream of events by age; an empty one goes. Whole nodes first, so many a call; once there are few, entry by
-- entry, lest a project that fell silent keep its last events for ever.
-- KEYS  1 ev:<project>
-- ARGV  1 oldest time to keep, ms  2 at most so many entries  3… where whoever follows the log goes on (as XRANGE
--       begins)
-- Reply {1 nothing older is left | 0 call again, entries removed, then of each who follows the log: time of the first
-- entry that was removed before they came to it, ms, or 0}
local oldest, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
if not oldest or not limit or limit < 1 then return redis.error_reply('ERR prune_events: malformed arguments') end
local function first_from(start)
  local found = redis.call('XRANGE', KEYS[1], start, '+', 'COUNT', 1)[1]
  return found and found[1]
end
local next = {}
for at = 3, #ARGV do next[at - 2] = first_from(ARGV[at]) or false end
local least = string.format('%d', oldest) .. '-0'
local removed = redis.call('XTRIM', KEYS[1], 'MINID', '~', least, 'LIMIT', limit)
local is_complete = removed == 0
if is_complete then removed = redis.call('XTRIM', KEYS[1], 'MINID', '=', least) end
local reply = {is_complete and 1 or 0, removed}
for follower, id in ipairs(next) do
  local is_lost = id and first_from(id) ~= id
  reply[2 + follower] = is_lost and tonumber((string.match(id, '^%d+'))) or 0
end
if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('XLEN', KEYS[1]) == 0 then redis.call('UNLINK', KEYS[1]) end
return reply
