#!lua
-- Puts one notification into the inboxes of users of one partition. An item that is there keeps its marks; deleted
-- users are left out. A full inbox loses its oldest items, several in one go, so that it is not sorted each time.
-- KEYS 1… in:<user> of each   then ux: and ib: of each page of theirs
-- ARGV 1 broadcast id, 16 raw bytes   2 packed item (store/inbox_item.hpp has the layout)   3 most items of a user
--      4 how many of them stay when there are more   then for each user: 5 its number   6 place of its ux: in KEYS
-- Reply how many are new
local id, packed, most, kept = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local seen_bit, read_bit, archived_bit, created_bit = 1, 2, 4, 32

local fresh = {}
for at = 5, #ARGV, 2 do
  local inbox, place = KEYS[(at - 3) / 2], tonumber(ARGV[at + 1])
  local field = tonumber(ARGV[at]) % 100
  local user = redis.call('HGET', KEYS[place], field)
  if user and #user == 16 and redis.call('HEXISTS', inbox, id) == 0 then
    local counts = redis.call('HGET', KEYS[place + 1], field) or '0,0'
    local unread, unseen = string.match(counts, '^(%d+),(%d+)$')
    if not unread then return redis.error_reply('ERR inbox counts are damaged') end
    fresh[#fresh + 1] = {inbox = inbox, page = KEYS[place + 1], field = field, unread = tonumber(unread),
                         unseen = tonumber(unseen)}
  end
end

local function created_of(item)
  if bit.band(string.byte(item.packed), created_bit) ~= 0 then return (struct.unpack('<I6', item.packed, 2)) end
  return (struct.unpack('>I6', item.id))
end

local function remove_oldest(of)
  local all, items = redis.call('HGETALL', of.inbox), {}
  for at = 1, #all, 2 do
    local item = {id = all[at], packed = all[at + 1]}
    item.created = created_of(item)
    items[#items + 1] = item
  end
  table.sort(items, function(a, b)
    if a.created ~= b.created then return a.created < b.created end
    return a.id < b.id
  end)
  local gone = {}
  for place = 1, #items - kept do
    local flags = string.byte(items[place].packed)
    gone[place] = items[place].id
    if bit.band(flags, archived_bit + read_bit) == 0 then of.unread = of.unread - 1 end
    if bit.band(flags, archived_bit + seen_bit) == 0 then of.unseen = of.unseen - 1 end
  end
  redis.call('HDEL', of.inbox, unpack(gone))
end

for _, of in ipairs(fresh) do
  redis.call('HSET', of.inbox, id, packed)
  of.unread, of.unseen = of.unread + 1, of.unseen + 1
  if redis.call('HLEN', of.inbox) > most then remove_oldest(of) end
  redis.call('HSET', of.page, of.field, math.max(of.unread, 0) .. ',' .. math.max(of.unseen, 0))
end
return #fresh
