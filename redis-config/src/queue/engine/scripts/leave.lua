-- A worker stops: it no longer counts as asleep, and a token meant for it goes to another.
-- KEYS: ready, suspects, sleepers, tokens
-- ARGV: worker
-- Reply: 1
local ready, suspects, sleepers, tokens = unpack(KEYS)
local waiting = call('LLEN', ready) + call('LLEN', suspects)
call('LLEN', tokens)
call('ZREM', sleepers, ARGV[1])
if call('ZCARD', sleepers) == 0 then
  call('DEL', tokens)
elseif waiting > 0 then
  wake(sleepers, tokens)
end
return 1
