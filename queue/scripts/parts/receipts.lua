-- What commit, claim_receipts and conclude_receipts share: a project stands in the partition's index with the time at
-- which the first of its receipts is to be asked for, and only while some are awaited.
local function index_receipts(index, set, project)
  local head = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
  if head[2] then
    redis.call('ZADD', index, head[2], project)
  else
    redis.call('ZREM', index, project)
  end
end
