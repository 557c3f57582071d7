-- Wakes one sleeping worker: the one that went to sleep last is the likeliest to live.
-- A token is only a hint, and any worker can take it.
local function wake(sleepers, tokens)
  if call('LLEN', tokens) < 64 and #call('ZPOPMAX', sleepers) > 0 then
    call('RPUSH', tokens, '')
  end
end
