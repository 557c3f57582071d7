-- Shared: wakes one idle worker, which waits for a token with BLPOP.
-- The one that began to wait last is the most likely to be alive. It is removed first, so that two pushes wake two
-- workers. A token is only a hint, and any worker can take it: a claim that finds nothing is harmless. The limit keeps
-- the list short if the workers are gone.
local function wake(listeners, tokens)
  if call('LLEN', tokens) < 64 and #call('ZPOPMAX', listeners) > 0 then
    call('RPUSH', tokens, '')
  end
end
