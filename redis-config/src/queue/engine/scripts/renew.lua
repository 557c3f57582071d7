-- Renews the leases of many claims.
-- KEYS: claims, leases
-- ARGV: lease in ms, claim ids
-- Reply: positions, counted from 1, of the claims that no longer exist
local claims, leases = unpack(KEYS)
local lease = tonumber(ARGV[1])
if not (lease > 0) then return redis.error_reply('ERR redis-config: lease out of range') end
call('ZCARD', leases)
local until_ms, missing = now() + lease, {}
for j = 2, #ARGV do
  local exists = call('HEXISTS', claims, ARGV[j] .. '+') == 1
  -- Removes before it adds, as in finish.lua: a lease must not be lost because the memory is full.
  call('ZREM', leases, ARGV[j])
  if exists then call('ZADD', leases, until_ms, ARGV[j]) else missing[#missing + 1] = j - 1 end
end
return missing
