#!lua flags=allow-oom
-- Revokes a token we issued, once: a second call finds the first one's time.
-- KEYS 1 HASH of the project's tokens of one kind
-- ARGV 1 token id, 16 raw bytes   2 now, us, 16 digits
-- Reply the record after it (16 digits of the time it was discarded, zeros = never; then JSON), or nil
local record = redis.call('HGET', KEYS[1], ARGV[1])
if not record then return false end
if string.sub(record, 1, 16) ~= '0000000000000000' then return record end
record = ARGV[2] .. string.sub(record, 17)
redis.call('HSET', KEYS[1], ARGV[1], record)
return record
