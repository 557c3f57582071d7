-- Removes a worker that stops from the listeners, and wakes another if a token may have been meant for it.
-- KEYS: ready, suspects, listeners, tokens
-- ARGV: worker
-- Reply: 1
local ready, suspects, listeners, tokens = unpack(KEYS)
-- Tokens that nothing waits for are deleted, or they would wake later workers for nothing.
local waiting = call('LLEN', ready) + call('LLEN', suspects)
call('LLEN', tokens)
call('ZREM', listeners, ARGV[1])
if call('ZCARD', listeners) == 0 then
  call('DEL', tokens)
elseif waiting > 0 then
  wake(listeners, tokens)
end
return 1
