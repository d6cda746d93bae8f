-- Takes an address off a project's suppression list.
-- KEYS 1 sup:<project>   2 sor:<project>   3 sux:<project>
-- ARGV 1 id, 16 raw bytes
-- Reply 1; 0 when it was not there
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return redis.call('HDEL', KEYS[1], ARGV[1])
