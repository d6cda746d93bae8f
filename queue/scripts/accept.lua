#!lua
-- Accepts a broadcast: its record, its plan job, its places in the project's index and among the open ones.
-- The key of the record is the idempotency key, so a second call with the same request changes nothing.
-- Refused when Redis is full (no allow-oom): nobody was promised anything yet.
-- Large texts were put aside piece by piece before; here they are taken over under the record's own name.
-- KEYS  1 b:<bid>  2 job:<bid>:plan  3 rdy:<lane>  4 fin:<lane>  5 vt:<lane>  6 bx:<project>  7 open
--       8 bs:<bid>:<nonce>  9 bt:<bid>
-- ARGV  1 jid of the plan  2 bid (16 bytes)  3 project (16 bytes)  4 request hash  5 body  6 recipients
--       7 created, wall clock us  8 life in ms  9 expires, wall clock ms  10 lane  11 trace
--       12 wake channel  13 partition  14 pieces of the body  15 their bytes  16 pieces of the recipients  17 bytes
-- Reply 1 created | 0 replayed | -1 conflict: the same id, another request or project | -2 a large text is not whole
local known = redis.call('HMGET', KEYS[1], 't', 'h')
if known[1] then
  if known[1] == ARGV[3] and known[2] == ARGV[4] then return 0 end
  return -1
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local created, life = tonumber(ARGV[7]), tonumber(ARGV[8])
local pieces = {tonumber(ARGV[14]), tonumber(ARGV[16])}
if not created or not life or #ARGV[2] ~= 16 or #ARGV[3] ~= 16 or not pieces[1] or not pieces[2] then
  return redis.error_reply('ERR accept: malformed arguments')
end
local aside = pieces[1] + pieces[2]
if aside > 0 and redis.call('HLEN', KEYS[8]) ~= aside then return -2 end
local virtual = tonumber(redis.call('GET', KEYS[5]) or '0')
local last = tonumber(redis.call('HGET', KEYS[4], ARGV[3]) or '0')
local finish = math.max(virtual, last) + 1

redis.call('HSET', KEYS[1], 't', ARGV[3], 'h', ARGV[4], 'body', ARGV[5], 'rcpt', ARGV[6], 'cr', ARGV[7],
  'ex', ARGV[9], 'ln', ARGV[10], 'tr', ARGV[11], 'st', 'accepted')
if aside > 0 then
  redis.call('HSET', KEYS[1], 'bp', ARGV[14], 'bb', ARGV[15], 'rp', ARGV[16], 'rb', ARGV[17])
  redis.call('RENAME', KEYS[8], KEYS[9])
  redis.call('PERSIST', KEYS[9])
end
redis.call('ZADD', KEYS[6], ARGV[7], ARGV[2])
redis.call('ZADD', KEYS[7], now, ARGV[2])
redis.call('HSET', KEYS[2], 't', ARGV[3], 'n', 0, 'ln', ARGV[10], 'cr', now, 'ex', now + life, 'st', 'q')
redis.call('HSET', KEYS[4], ARGV[3], finish)
redis.call('ZADD', KEYS[3], finish, ARGV[1])
redis.call('PUBLISH', ARGV[12], ARGV[13] .. ':' .. ARGV[10] .. ':1')
return 1
