#!lua flags=allow-oom
-- Takes, renews or gives back the right to call a project's webhook endpoints.
-- KEYS 1 hl:<project>
-- ARGV 1 nonce of who asks   2 for how long, ms; 0 = give it back
-- Reply 1 when it is held now (or was given back), else 0
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1
