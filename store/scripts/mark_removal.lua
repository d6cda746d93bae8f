#!lua flags=allow-oom
-- Marks a project as being removed, unless it is. Not refused when Redis is full: projects are removed to make room.
-- KEYS 1 prj:<project>
-- ARGV 1 us since when
-- Reply 1, or 0 when it was marked before
return redis.call('HSETNX', KEYS[1], 'del', ARGV[1])
