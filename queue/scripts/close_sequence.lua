#!lua flags=allow-oom
-- Closes a project's numbers in one partition: no script takes what stands there for one. Not refused when Redis is
-- full: projects are removed to make room.
-- KEYS  1 seq:<project>
-- ARGV  1 what takes the number's place
-- Reply OK
return redis.call('SET', KEYS[1], ARGV[1])
