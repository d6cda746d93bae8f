#!lua flags=no-writes
-- Events whose time to be told again has come, the longest due first.
-- KEYS 1 hr:<project>:<endpoint>   2 ha:…   3 hs:…
-- ARGV 1 how many at most
-- Reply {ms until the first one beyond these is due, -1 = there is none; place and end of a span to tell again, '' =
-- there is none; event, attempts made, event, …}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
local span = redis.call('HMGET', KEYS[3], 'rc', 'ru')
local reply = { -1, span[1] or '', span[2] or '' }
for _, event in ipairs(due) do
  reply[#reply + 1] = event
  reply[#reply + 1] = redis.call('HGET', KEYS[2], event) or '0'
end
local next = redis.call('ZRANGE', KEYS[1], #due, #due, 'WITHSCORES')
if next[2] then reply[1] = math.max(0, math.ceil(next[2] - now)) end
return reply
