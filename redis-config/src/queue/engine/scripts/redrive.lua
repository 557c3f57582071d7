-- Gives dead letters a new life: attempts and deliveries start from nothing.
-- KEYS: ready, dead, sleepers, tokens
-- ARGV: offset, how many letters to look at, then the ids wanted; no id = all of them
-- Reply: {letters looked at, letters redriven}
local ready, dead, sleepers, tokens = unpack(KEYS)
local from, window = tonumber(ARGV[1]), tonumber(ARGV[2])
call('LLEN', ready)
call('LLEN', tokens)
local idle, wanted = call('ZCARD', sleepers), nil
for j = 3, #ARGV do
  wanted = wanted or {}
  wanted[ARGV[j]] = true
end
local seen, moved = call('LRANGE', dead, from, from + window - 1), 0
for _, raw in ipairs(seen) do
  local item = cmsgpack.unpack(raw)[1]
  if not wanted or wanted[item:sub(5, 20)] then
    call('LREM', dead, 1, raw)
    call('RPUSH', ready, item:sub(1, 1) .. '\0\0' .. item:sub(4))
    moved = moved + 1
  end
end
if moved > 0 and idle > 0 then wake(sleepers, tokens) end
return {#seen, moved}
