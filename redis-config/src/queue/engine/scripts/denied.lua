-- Lists the commands that the ACL user may not run.
-- KEYS: ready
-- ARGV: names of commands
-- Reply: the names that are denied
-- Redis checks each command of a script when it runs, and does not undo the earlier ones. So this is asked before the
-- first script that moves a job. Any key of the queue would do.
local denied = {}
-- Before Redis 7, scripts have no way to ask.
if redis.acl_check_cmd then
  local key = KEYS[1]
  -- Redis 7.2 and later, and Valkey, want as many arguments as the command does.
  local forms = {{key}, {key, '0'}, {key, '0', '0'}, {}}
  for _, name in ipairs(ARGV) do
    local asked, allowed
    -- The last argument of BLPOP is no key.
    for form = name == 'blpop' and 2 or 1, #forms do
      asked, allowed = pcall(redis.acl_check_cmd, name, unpack(forms[form]))
      if asked then break end
    end
    if asked and not allowed then denied[#denied + 1] = name end
  end
end
return denied
