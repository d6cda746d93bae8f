#!lua flags=allow-oom
-- To whom a token belongs, in the slot of the token's hash. The entry holds the owner first, then former owners
-- whose copy of the token has not been taken away yet: whoever saves the token next goes on with that.
-- An owner is 5 bytes: partition, number (u32, little-endian). Numbers are never given twice.
-- KEYS 1 tx: the token's bucket
-- ARGV 1 token hash, 8 raw bytes   2 owner   3 what to do:
--   take      makes it the owner. Reply: the former owners, "" when there are none
--   settle    4 the former owners that have lost their copy, as take answered. Reply 1; 0 when it changed since
--   release   the owner is gone: takes it out of the entry. Reply 1; 0 when it was not in it
local entry = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local owner, verb = ARGV[2], ARGV[3]

local function without(text, unwanted)
  local left = {}
  for at = 1, #text, 5 do
    local one = string.sub(text, at, at + 4)
    if one ~= unwanted then left[#left + 1] = one end
  end
  return left
end

if verb == 'take' then
  local former = without(entry, owner)
  -- The oldest of more than eight are given up: their copies stay until their users register again.
  local kept = table.concat(former, '', 1, math.min(#former, 8))
  if entry ~= owner .. kept then redis.call('HSET', KEYS[1], ARGV[1], owner .. kept) end
  return kept
elseif verb == 'settle' then
  if entry ~= owner .. ARGV[4] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], owner)
  return 1
end
local left = table.concat(without(entry, owner))
if left == entry then return 0 end
if left == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], left)
end
return 1
