-- Counts one more mail that came back, and says what is known of the hour.
-- KEYS 1 fb:<project>:<source>
-- ARGV 1 broadcast, 16 raw bytes   2 now, ms   3 how long the counts live, ms
-- Reply {returned, sent, since ms, 1 = held, 1 = the first of its broadcast}
local is_new = redis.call('HSETNX', KEYS[1], 'since', ARGV[2])
if is_new == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
local is_first = redis.call('HSETNX', KEYS[1], 'b' .. ARGV[1], 1)
local returned = redis.call('HINCRBY', KEYS[1], 'returned', 1)
local known = redis.call('HMGET', KEYS[1], 'sent', 'since', 'held')
return { returned, tonumber(known[1] or 0), tonumber(known[2]), known[3] and 1 or 0, is_first }
