-- Replaces a wrapped key iff it is still the one that was read.
-- KEYS 1 HASH of the keyring
-- ARGV 1 field   2 wrapped key that was read   3 the same key, wrapped by the current master key
-- Reply 1; 0 when it changed since
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
