#!lua flags=allow-oom
-- Marks items of a user's inbox, or takes one out, and keeps the user's counts.
-- KEYS 1 in:<user>   2 ib: the user's page
-- ARGV 1 the user's number   2 read | unread | seen | archived | unarchived | forgotten
--      3 broadcast id of one item, 16 raw bytes; "" = every item the rest of the arguments matches:
--      4 any | current | unseen | unread | read | archived   5 hash of a category, 8 raw bytes, or ""   6 of a topic
-- Reply how many changed; -1 when the one item is not there
-- The packed item has its layout from store/inbox_item.hpp.
local field, mark, id = tonumber(ARGV[1]) % 100, ARGV[2], ARGV[3]
local seen_bit, read_bit, archived_bit, category_bit, topic_bit, created_bit = 1, 2, 4, 8, 16, 32

local counts = redis.call('HGET', KEYS[2], field) or '0,0'
local unread, unseen = string.match(counts, '^(%d+),(%d+)$')
if not unread then return redis.error_reply('ERR inbox counts are damaged') end
unread, unseen = tonumber(unread), tonumber(unseen)
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function take(packed, at, size)
  return string.sub(packed, at, at + size - 1), at + size
end

local function parse(packed)
  local flags, at = string.byte(packed), 2
  local function next_if(mask, size)
    local part = ''
    if bit.band(flags, mask) ~= 0 then part, at = take(packed, at, size) end
    return part
  end
  local item = {flags = flags, created = next_if(created_bit, 6), category = next_if(category_bit, 8)}
  item.topic = next_if(topic_bit, 8)
  item.seen, item.read, item.archived = next_if(seen_bit, 6), next_if(read_bit, 6), next_if(archived_bit, 6)
  return item
end

local function pack(item)
  local flags = bit.band(item.flags, category_bit + topic_bit + created_bit)
  if item.seen ~= '' then flags = flags + seen_bit end
  if item.read ~= '' then flags = flags + read_bit end
  if item.archived ~= '' then flags = flags + archived_bit end
  return string.char(flags) .. item.created .. item.category .. item.topic .. item.seen .. item.read ..
             item.archived
end

local is_status = {
  any = function() return true end,
  current = function(item) return item.archived == '' end,
  unseen = function(item) return item.seen == '' and item.archived == '' end,
  unread = function(item) return item.read == '' and item.archived == '' end,
  read = function(item) return item.read ~= '' and item.archived == '' end,
  archived = function(item) return item.archived ~= '' end,
}

local function matches(item)
  return is_status[ARGV[4]](item) and (ARGV[5] == '' or ARGV[5] == item.category) and
             (ARGV[6] == '' or ARGV[6] == item.topic)
end

local stamp = struct.pack('<I6', now)
local function set(item, name)
  if item[name] == '' then item[name] = stamp end
end
local apply = {
  read = function(item) set(item, 'read') set(item, 'seen') end,
  unread = function(item) item.read = '' end,
  seen = function(item) set(item, 'seen') end,
  archived = function(item) set(item, 'archived') end,
  unarchived = function(item) item.archived = '' end,
}
if mark ~= 'forgotten' and not apply[mark] then return redis.error_reply('ERR no such mark') end

-- Adds the item to the counts, or takes it out of them.
local function count(item, sign)
  if is_status.unread(item) then unread = unread + sign end
  if is_status.unseen(item) then unseen = unseen + sign end
end

local found
if id == '' then
  if not is_status[ARGV[4]] then return redis.error_reply('ERR no such status') end
  found = redis.call('HGETALL', KEYS[1])
else
  local packed = redis.call('HGET', KEYS[1], id)
  if not packed then return -1 end
  found = {id, packed}
end

local changed = {}
for at = 1, #found, 2 do
  local item = parse(found[at + 1])
  if id ~= '' or matches(item) then
    count(item, -1)
    if mark == 'forgotten' then
      changed[#changed + 1] = {id = found[at]}
    else
      apply[mark](item)
      count(item, 1)
      local packed = pack(item)
      if packed ~= found[at + 1] then changed[#changed + 1] = {id = found[at], packed = packed} end
    end
  end
end

for _, one in ipairs(changed) do
  if one.packed then
    redis.call('HSET', KEYS[1], one.id, one.packed)
  else
    redis.call('HDEL', KEYS[1], one.id)
  end
end
unread, unseen = math.max(unread, 0), math.max(unseen, 0)
if unread == 0 and unseen == 0 then
  redis.call('HDEL', KEYS[2], field)
elseif #changed > 0 then
  redis.call('HSET', KEYS[2], field, unread .. ',' .. unseen)
end
return #changed
