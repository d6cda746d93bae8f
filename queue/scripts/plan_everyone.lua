#!lua flags=allow-oom
-- Cuts a partition's users into chunk jobs, one for each step of the broadcast's delivery plan. The first call
-- freezes the bound (users created later are not part of the broadcast); each call goes on at the cursor, so a
-- crashed planner is simply run again. A step that starts later waits in due, and its life counts from its start.
-- May run when Redis is full: the broadcast was accepted, and 500 recipients cost about 1 KB.
-- KEYS  1 bc:<bid>  2 seq:<project>  3 rdy:<lane>  4 fin:<lane>  5 vt:<lane>  6 due   (+ job:, oc: of the jobs made)
-- ARGV  1 key prefix of the partition  2 bid (22 characters)  3 steps: "<channel>:<delay ms> …"  4 project (16 bytes)
--       5 lane  6 created ms  7 expires ms  8 recipients a job  9 jobs a call  10 wake channel  11 partition
-- Reply {1 it is complete | 0 call again | -1 the project is being deleted, jobs made}
-- part: plan

local recipients = 0
while cursor < bound and cuts > 0 do
  local count = math.min(chunk, bound - cursor)
  cut(cursor, count)
  cursor, recipients = cursor + count, recipients + count
end
return note(cursor >= bound, recipients)
