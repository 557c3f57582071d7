-- Reads dead letters, oldest first.
-- KEYS: dead
-- ARGV: offset, how many
-- Reply: {envelope, reason, time in ms} for each
local found = {}
for j, raw in ipairs(call('LRANGE', KEYS[1], ARGV[1], ARGV[1] + ARGV[2] - 1)) do
  found[j] = cmsgpack.unpack(raw)
end
return found
