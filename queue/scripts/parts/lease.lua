-- What claim and reap share: a job carries the length of its lease (le), with the number of the claim it belongs to,
-- for a build that knows nothing of it leaves an older claim's there; and which of its owner's claims that was;
-- 'here' when others can see whether that owner is alive (keys::presence_channel).
local longest_lease = 3600000
local function lease_of(token, ms, claim) return string.format('%d:%d:%s', token, ms, claim) end
-- A lease whose length is not known is given that of the longest.
local function length_of(lease, token)
  local of, ms = string.match(lease or '', '^(%d+):(%d+):')
  return of and of == token and tonumber(ms) or longest_lease
end
