-- Deletes all dead letters.
-- KEYS: dead
-- ARGV: none
-- Reply: how many there were
local n = call('LLEN', KEYS[1])
call('UNLINK', KEYS[1])
return n
