-- Changes a user's packed list of device tokens (store/token_codec.hpp has the layout), in the user's slot.
-- KEYS 1 u:<user>   2 tk: the page
-- ARGV 1 the user's number   2 token hash, 8 raw bytes   3 what to do, with its own arguments:
--   save     4 flags (without lifetime bits) and token, 5 app_id part, 6 "1": leave an equal active token as it is
--            7 hash of another spelling of the same address, whose entry this one replaces, or ""
--   discard  4 generation it must still have or "", 5 ms it must have been registered by or ""
--   forget   4 us before which it must have been registered
-- Reply {"missing"}                                    no such user, or no such token (discard, forget)
--     | {"ok", generation, created us, registered us, hash of the one that had to go or ""}  save
--     | {"ok", discarded ms} | {"kept"} condition not met | {"before", discarded ms} was so already
--     | {"kept", registered us}                          forget: it was registered then
local key, field, hash, verb = KEYS[2], tonumber(ARGV[1]) % 100, ARGV[2], ARGV[3]
local most = 50
local app_bit, discarded_bit, again_bit = 2, 4, 32

-- One entry: flags, hash 8, token (32 raw or u16 length and text), registered us 7,
-- again: generation 4, created us 7; discarded ms 6; app: u8 length and text.
local function read(packed, at)
  local entry = {flags = string.byte(packed, at), hash = string.sub(packed, at + 1, at + 8), generation = 1}
  local from = at
  at = at + 9
  at = at + (entry.flags % 2 == 1 and 32 or 2 + struct.unpack('<I2', packed, at))
  entry.body = string.sub(packed, from + 9, at - 1)
  entry.registered = struct.unpack('<I7', packed, at)
  entry.created = entry.registered
  at = at + 7
  if bit.band(entry.flags, again_bit) ~= 0 then
    entry.generation, entry.created = struct.unpack('<I4I7', packed, at)
    at = at + 11
  end
  if bit.band(entry.flags, discarded_bit) ~= 0 then
    entry.discarded = struct.unpack('<I6', packed, at)
    at = at + 6
  end
  entry.app = ''
  if bit.band(entry.flags, app_bit) ~= 0 then
    entry.app = string.sub(packed, at, at + string.byte(packed, at))
    at = at + #entry.app
  end
  entry.packed = string.sub(packed, from, at - 1)
  return entry, at
end

local function write(entry)
  local flags = bit.band(entry.flags, 255 - discarded_bit - again_bit)
  local out = {}
  if entry.generation > 1 then
    flags = flags + again_bit
    out[#out + 1] = struct.pack('<I4I7', entry.generation, entry.created)
  end
  if entry.discarded then
    flags = flags + discarded_bit
    out[#out + 1] = struct.pack('<I6', entry.discarded)
  end
  return string.char(flags) .. entry.hash .. entry.body .. struct.pack('<I7', entry.registered) ..
             table.concat(out) .. entry.app
end

if verb == 'save' and redis.call('HGET', KEYS[1], 'n') ~= ARGV[1] then return {'missing'} end
local packed = redis.call('HGET', key, field) or ''
local entries, place, older, at = {}, nil, nil, 1
while at <= #packed do
  entries[#entries + 1], at = read(packed, at)
  if entries[#entries].hash == hash then place = #entries end
  if verb == 'save' and entries[#entries].hash == ARGV[7] then older = #entries end
end
if older and place then
  table.remove(entries, older)
  if older < place then place = place - 1 end
end
local found = entries[place or older]
local time = redis.call('TIME')
local now_ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local now_us = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function store()
  local out = {}
  for i, entry in ipairs(entries) do out[i] = entry.packed end
  if #out == 0 then
    redis.call('HDEL', key, field)
  else
    redis.call('HSET', key, field, table.concat(out))
  end
end

if verb == 'save' then
  local gone = ''
  local flags, body, app = string.byte(ARGV[4]), string.sub(ARGV[4], 2), ARGV[5]
  if found then
    if ARGV[6] == '1' and not older and not found.discarded and found.body == body and found.app == app and
        bit.band(found.flags, 255 - again_bit) == flags then
      return {'ok', found.generation, found.created, found.registered, gone}
    end
    table.remove(entries, place or older)
  elseif #entries >= most then
    local oldest = 1
    for i, entry in ipairs(entries) do
      if entry.discarded then
        oldest = i
        break
      end
    end
    gone = table.remove(entries, oldest).hash
  end
  local entry = {flags = flags, hash = hash, body = body, app = app, registered = now_us, created = now_us,
                 generation = 1}
  if found then
    entry.generation, entry.created = found.generation + 1, found.created
    entry.registered = math.max(now_us, found.registered)
  end
  entry.packed = write(entry)
  entries[#entries + 1] = entry
  store()
  return {'ok', entry.generation, entry.created, entry.registered, gone}
end

if not found then return {'missing'} end
if verb == 'forget' then
  if found.registered >= tonumber(ARGV[4]) then return {'kept', found.registered} end
  table.remove(entries, place)
  store()
  return {'ok', 0}
end
if found.discarded then return {'before', found.discarded} end
if ARGV[4] ~= '' and found.generation ~= tonumber(ARGV[4]) then return {'kept'} end
if ARGV[5] ~= '' and found.registered > tonumber(ARGV[5]) * 1000 + 999 then return {'kept'} end
found.discarded = now_ms
found.packed = write(found)
store()
return {'ok', found.discarded}
