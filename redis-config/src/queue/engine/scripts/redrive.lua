-- Moves dead letters back to the queue, with attempts and deliveries reset to 0.
-- KEYS: ready, dead, listeners, tokens
-- ARGV: offset, how many dead letters to look at, then the ids to redrive; without ids, all of them
-- Reply: {dead letters looked at, dead letters redriven}
-- The offset and the window bound the work of one call: the list may have a million entries.
local ready, dead, listeners, tokens = unpack(KEYS)
local from, window = tonumber(ARGV[1]), tonumber(ARGV[2])
call('LLEN', ready)
call('LLEN', tokens)
local idle, wanted = call('ZCARD', listeners), nil
for j = 3, #ARGV do
  wanted = wanted or {}
  wanted[ARGV[j]] = true
end
local seen, moved = call('LRANGE', dead, from, from + window - 1), 0
for _, raw in ipairs(seen) do
  local envelope = cmsgpack.unpack(raw)[1]
  if not wanted or wanted[envelope:sub(5, 20)] then
    call('LREM', dead, 1, raw)
    call('RPUSH', ready, envelope:sub(1, 1) .. '\0\0' .. envelope:sub(4))
    moved = moved + 1
  end
end
if moved > 0 and idle > 0 then wake(listeners, tokens) end
return {#seen, moved}
