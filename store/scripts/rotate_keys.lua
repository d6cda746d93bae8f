#!lua
-- Replaces a project's secret key (sk), its public key (pk), or both. What was there counts on for a while: sk0 until
-- sk0u, pk0 until pk0u.
-- KEYS 1 prj:<project>
-- ARGV 1 sealed secret key as read   2 public key as read   3 new sealed secret key, "" = keep   4 new public key, "" = keep
--      5 until when the former ones count, us; "0" = not at all   6 now, us
-- Reply 1; 0 when a key changed since; -1 when a former key still counts and would end before its time
local record = redis.call('HMGET', KEYS[1], 'sk', 'pk', 'sk0u', 'pk0u', 'del')
if record[1] ~= ARGV[1] or record[2] ~= ARGV[2] or record[5] then return 0 end
local now, is_cut = tonumber(ARGV[6]), ARGV[5] == '0'
local function counts(before, new)
  return not is_cut and new ~= '' and before and tonumber(before) > now
end
if counts(record[3], ARGV[3]) or counts(record[4], ARGV[4]) then return -1 end

local function replace(name, old, new)
  if new == '' then return end
  redis.call('HSET', KEYS[1], name, new)
  if is_cut then
    redis.call('HDEL', KEYS[1], name .. '0', name .. '0u')
  else
    redis.call('HSET', KEYS[1], name .. '0', old, name .. '0u', ARGV[5])
  end
end
replace('sk', record[1], ARGV[3])
replace('pk', record[2], ARGV[4])
return 1
