-- What comes back is believed no more, for an hour from now.
-- KEYS 1 fb:<project>:<source>
-- ARGV 1 how long, ms
-- Reply 1; 0 when it was so already
local is_first = redis.call('HSETNX', KEYS[1], 'held', 1)
if is_first == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return is_first
