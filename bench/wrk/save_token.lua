-- Each request registers a new APNs device token for one of the users whose JWTs stand in the file TOKENS.
local jwts = {}
for line in io.lines(os.getenv('TOKENS')) do jwts[#jwts + 1] = line end

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set('seed', threads)
end

function init()
  math.randomseed(seed * 7919 + os.time())
end

function request()
  local token = {}
  for part = 1, 8 do token[part] = string.format('%08x', math.random(0, 0x7fffffff)) end
  local headers = {['authorization'] = 'Bearer ' .. jwts[math.random(#jwts)], ['content-type'] = 'application/json'}
  return wrk.format('POST', wrk.path, headers, '{"device_token":"' .. table.concat(token) .. '"}')
end
