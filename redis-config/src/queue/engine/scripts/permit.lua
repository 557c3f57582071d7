-- Tells which commands the user may not run, before the first of them could leave a job half-moved.
-- KEYS: any key of the queue
-- ARGV: names of commands
-- Reply: those that are denied
local denied = {}
-- Before Redis 7 there is no way to ask.
if redis.acl_check_cmd then
  for _, name in ipairs(ARGV) do
    -- The last argument of BLPOP is no key.
    local allowed
    if name == 'blpop' then
      allowed = redis.acl_check_cmd(name, KEYS[1], '0')
    else
      allowed = redis.acl_check_cmd(name, KEYS[1])
    end
    if not allowed then denied[#denied + 1] = name end
  end
end
return denied
