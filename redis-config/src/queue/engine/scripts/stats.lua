-- Counts the jobs of a queue by state.
-- KEYS: ready, delayed, suspects, claims, dead
-- ARGV: none
-- Reply: {ready, delayed, suspects, claimed, dead}
local ready, delayed, suspects, claims, dead = unpack(KEYS)
-- A field of 17 bytes is a claim id and "+": the number of jobs, then a bitmap of those that are settled.
local claimed = 0
for _, field in ipairs(call('HKEYS', claims)) do
  if #field == 17 then
    local state = call('HGET', claims, field)
    claimed = claimed + state:byte(1)
    for byte = 2, #state do
      local bits = state:byte(byte)
      while bits > 0 do
        claimed = claimed - bits % 2
        bits = math.floor(bits / 2)
      end
    end
  end
end
return {call('LLEN', ready), call('ZCARD', delayed), call('LLEN', suspects), claimed, call('LLEN', dead)}
