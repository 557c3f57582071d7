-- Tells which commands the user may not run, before the first of them could leave a job half-moved.
-- KEYS: any key of the queue
-- ARGV: names of commands
-- Reply: those that are denied
local denied = {}
-- Before Redis 7 there is no way to ask.
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
