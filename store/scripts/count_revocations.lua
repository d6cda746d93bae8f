#!lua flags=allow-oom
-- Adds what went out through a credential to its last minutes, and sums these up. Not refused when Redis is full: by it
-- addresses are taken away or kept.
-- KEYS 1 rg:<project>:<credential>, a field a minute: "<sends>:<dead>"
-- ARGV 1 sends   2 dead addresses among them   3 how many minutes count
-- Reply {sends, dead}
local sends, dead, minutes = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if not sends or not dead or not minutes then return redis.error_reply('ERR count_revocations: malformed arguments') end
local now = math.floor(redis.call('TIME')[1] / 60)
local seen, old = redis.call('HGETALL', KEYS[1]), {}
local sum = {[true] = {sends, dead}, [false] = {0, 0}}  -- of this minute, of those before it
for at = 1, #seen, 2 do
  local minute, many, gone = tonumber(seen[at]), string.match(seen[at + 1], '^(%d+):(%d+)$')
  -- One of the future is from before the clock stepped back.
  if minute and many and minute > now - minutes and minute <= now then
    local of = sum[minute == now]
    of[1], of[2] = of[1] + many, of[2] + gone
  else
    old[#old + 1] = seen[at]
  end
end

if #old > 0 then redis.call('HDEL', KEYS[1], unpack(old)) end
redis.call('HSET', KEYS[1], string.format('%d', now), string.format('%d:%d', sum[true][1], sum[true][2]))
redis.call('PEXPIRE', KEYS[1], (minutes + 1) * 60000)
return {sum[true][1] + sum[false][1], sum[true][2] + sum[false][2]}
