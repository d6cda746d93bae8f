#!lua
-- A piece of a text too large for one command, set aside until accept takes it over; what nobody takes goes by itself.
-- Refused when Redis is full (no allow-oom), as accept is.
-- KEYS  1 bs:<bid>:<nonce>
-- ARGV  1 field  2 piece  3 ms it is kept
-- Reply 1
if not tonumber(ARGV[3]) then return redis.error_reply('ERR put_piece: malformed arguments') end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
