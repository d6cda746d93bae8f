-- Gives an external_id to a user that was made by e-mail: an entry beside the id the external_id derives to, in
-- the same slot, so that this and the creation of that derived user exclude each other.
-- KEYS 1 u:<id derived from the external_id>   2 idx: the external_id's bucket
-- ARGV 1 field in KEYS[2]   2 id of the user that shall have it, 16 raw bytes
-- Reply {"claimed"} | {"lives"} the derived user exists | {"elsewhere", user id} somebody else has it
if redis.call('EXISTS', KEYS[1]) == 1 then return {'lives'} end
local taken_by = redis.call('HGET', KEYS[2], ARGV[1])
if taken_by and taken_by ~= ARGV[2] then return {'elsewhere', taken_by} end
if not taken_by then redis.call('HSET', KEYS[2], ARGV[1], ARGV[2]) end
return {'claimed'}
