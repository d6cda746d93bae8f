-- Notes, before a user is written, that an e-mail leads to it: an entry beside the id the e-mail derives to.
-- KEYS 1 u:<id derived from the e-mail>   2 idx: the e-mail's bucket
-- ARGV 1 field in KEYS[2]   2 e-mail, canonical   3 external_id of the user to be   4 its id, 16 raw bytes
--      5 "1": note it even if a user without external_id could be taken over
-- Reply {"noted", the other ids noted, the e-mail's grave or ""} | {"same"} the derived user is the one meant
--     | {"free"} the derived user has no external_id: it may be taken over; nothing was noted
-- At most 64 are noted: of an e-mail with so many users nothing more than "ambiguous" can be said.
-- part: email_key
local has = redis.call('HMGET', KEYS[1], 'e', 'ec', 'x')
if email_key(has[1], has[2]) == ARGV[2] then
  if ARGV[3] ~= '' and has[3] == ARGV[3] then return {'same'} end
  if not has[3] and ARGV[5] ~= '1' then return {'free'} end
end
local noted = redis.call('HGET', KEYS[2], ARGV[1]) or ''
local others, is_noted = {}, false
for at = 1, #noted, 16 do
  local id = string.sub(noted, at, at + 15)
  if id == ARGV[4] then
    is_noted = true
  else
    others[#others + 1] = id
  end
end
if not is_noted and #others < 64 then redis.call('HSET', KEYS[2], ARGV[1], noted .. ARGV[4]) end
return {'noted', table.concat(others), redis.call('HGET', KEYS[2], ARGV[1] .. 'd') or ''}
