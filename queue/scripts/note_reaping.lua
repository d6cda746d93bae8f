#!lua flags=allow-oom
-- Notes that a round of reaping ended. Not refused when Redis is full: who starts then must know, too.
-- KEYS  1 {meta}:cfg
-- ARGV  1 field  2 Redis' clock, ms
-- Reply how many fields are new
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
