-- Renews the leases of many claims.
-- KEYS: claims, leases
-- ARGV: lease in ms, claim ids
-- Reply: positions, counted from 1, of the claims that no longer exist
local claims, leases = unpack(KEYS)
local lease = tonumber(ARGV[1])
if not (lease > 0) then return redis.error_reply('ERR redis-config: lease out of range') end
call('ZCARD', leases)
local till, lost = now() + lease, {}
for j = 2, #ARGV do
  local held = call('HEXISTS', claims, ARGV[j] .. '+') == 1
  -- Removes before it adds: works on a server out of memory too.
  call('ZREM', leases, ARGV[j])
  if held then call('ZADD', leases, till, ARGV[j]) else lost[#lost + 1] = j - 1 end
end
return lost
