#!lua
-- Puts a template in the place of the one of its channel and category, within what a project and an author may have.
-- An empty text takes the old one away.
-- KEYS 1 tpl:<project>   2 tpo:<project>, field → author (16 raw bytes)
-- ARGV 1 field   2 text   3 author, or '': nobody in particular   4 most templates of a project   5 their most bytes
--      6 most templates of an author   7 their most bytes
-- Reply '' when it was done, else which limit stands against it: 'project' or 'author'
local templates, authors = KEYS[1], KEYS[2]
local field, text, author = ARGV[1], ARGV[2], ARGV[3]
if text == '' then
  redis.call('HDEL', templates, field)
  redis.call('HDEL', authors, field)
  return ''
end

local whose, pairs_of = {}, redis.call('HGETALL', authors)
for at = 1, #pairs_of, 2 do whose[pairs_of[at]] = pairs_of[at + 1] end

local count, bytes, own_count, own_bytes = 1, #text, 1, #text
for _, other in ipairs(redis.call('HKEYS', templates)) do
  if other ~= field then
    local size = redis.call('HSTRLEN', templates, other)
    count, bytes = count + 1, bytes + size
    if whose[other] == author then own_count, own_bytes = own_count + 1, own_bytes + size end
  end
end
if count > tonumber(ARGV[4]) or bytes > tonumber(ARGV[5]) then return 'project' end
if author ~= '' and (own_count > tonumber(ARGV[6]) or own_bytes > tonumber(ARGV[7])) then return 'author' end

redis.call('HSET', templates, field, text)
if author == '' then
  redis.call('HDEL', authors, field)
else
  redis.call('HSET', authors, field, author)
end
return ''
