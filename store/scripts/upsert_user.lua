-- Creates or updates one user, in its partition's slot. Saying again what is known writes nothing; an e-mail in another
-- spelling is known.
-- KEYS 1 u:<user>   2 idx: bucket of the identity the id derives from   3 seq
--      4 ux: page 0 (the page's number replaces the 0 at its end: same tag, same slot)
-- ARGV 1 user id, 16 raw bytes   2 origin: "x" or "e", the field the id derives from; "-": found, never create
--      3 field in KEYS[2]   4 "1": other users of the e-mail have been considered
--      5 what ca, if given, was merged onto, "" = none, "*" = anything
--      6 us: when this was said, who was deleted since is not made again; "" = now, "-" = make nobody
--      7… name, value: fields of u: to set; an empty value removes. e comes with ec (see email_key)
-- Reply {"ok", created 0|1, number}
--     | {"elsewhere", user id}          origin x: a user made by e-mail has taken this external_id
--     | {"shared", user ids, lives 0|1} origin e: users that may have the e-mail; does ours exist and have it
--     | {"taken"}                       origin e: the id belongs to a user whose e-mail was changed since
--     | {"differs"}                     the user has another external_id
--     | {"missing"}                     origin -: there is no such user
--     | {"merge", ca}                   ca is another: merge onto that
--     | {"gone"}                        there is no such user, and none is to be made
-- part: email_key
local origin = ARGV[2]
local names, wanted = {'n', 'e', 'ec', 'x'}, {}
local known = #names
for i = 7, #ARGV, 2 do
  names[#names + 1] = ARGV[i]
  wanted[ARGV[i]] = ARGV[i + 1]
end
local values = redis.call('HMGET', KEYS[1], unpack(names))
local number, external_id = values[1], values[4]
local email = email_key(values[2], values[3])
local wanted_email = wanted['e'] and email_key(wanted['e'], wanted['ec'] ~= '' and wanted['ec'])

if origin == 'x' and not number then
  local taken_by = redis.call('HGET', KEYS[2], ARGV[3])
  if taken_by then return {'elsewhere', taken_by} end
elseif origin == 'e' then
  local is_ours = number and email == wanted_email
  if ARGV[4] ~= '1' then
    local others = redis.call('HGET', KEYS[2], ARGV[3])
    if others then return {'shared', others, is_ours and 1 or 0} end
  end
  if number and not is_ours then return {'taken'} end
elseif origin == '-' and not number then
  return {'missing'}
end
if wanted['x'] and external_id and external_id ~= wanted['x'] then return {'differs'} end
if email and email == wanted_email then wanted['e'], wanted['ec'] = nil, nil end

local is_new = not number
if is_new and ARGV[6] ~= '' then
  local grave = redis.call('HGET', KEYS[2], ARGV[3] .. 'd')
  local deleted = grave and tonumber(string.match(grave, '^%d+')) or -1
  if ARGV[6] == '-' or deleted >= tonumber(ARGV[6]) then return {'gone'} end
end

local set, removed = {}, {}
for i = known + 1, #names do
  local name, old = names[i], values[i]
  local new = wanted[name]
  if name == 'ca' and ARGV[5] ~= '*' and (old or '') ~= ARGV[5] and (old or '') ~= new then
    return {'merge', old or ''}
  end
  if new == '' then
    if old then removed[#removed + 1] = name end
  elseif new and new ~= old then
    set[#set + 1] = name
    set[#set + 1] = new
  end
end
if not is_new and #set == 0 and #removed == 0 then return {'ok', 0, tonumber(number)} end

local time = redis.call('TIME')
local now = time[1] .. string.format('%06d', tonumber(time[2]))
set[#set + 1] = is_new and 'c' or 'up'
set[#set + 1] = now
if is_new then
  number = redis.call('INCR', KEYS[3]) - 1
  set[#set + 1] = 'n'
  set[#set + 1] = string.format('%d', number)
  local page = string.sub(KEYS[4], 1, -2) .. string.format('%d', math.floor(number / 100))
  redis.call('HSET', page, number % 100, ARGV[1])
end
redis.call('HSET', KEYS[1], unpack(set))
if #removed > 0 then redis.call('HDEL', KEYS[1], unpack(removed)) end
return {'ok', is_new and 1 or 0, tonumber(number)}
