-- Releases whole claims: unsettled jobs return to the head of the queue, with no attempt and no delivery counted.
-- KEYS: ready, suspects, claims, leases, listeners, tokens
-- ARGV: claim ids
-- Reply: number of jobs that went back
local ready, suspects, claims, leases, listeners, tokens = unpack(KEYS)
call('LLEN', ready)
call('LLEN', suspects)
call('ZCARD', leases)
call('LLEN', tokens)
local idle, back = call('ZCARD', listeners), 0
for _, id in ipairs(ARGV) do
  local raw = call('HGET', claims, id)
  if raw then
    local envelopes, settled = cmsgpack.unpack(raw), (call('HGET', claims, id .. '+') or ''):sub(2)
    call('HDEL', claims, id, id .. '+')
    call('ZREM', leases, id)
    for p = #envelopes, 1, -1 do
      if bit.band(settled:byte(math.floor((p - 1) / 8) + 1) or 0, bit.lshift(1, (p - 1) % 8)) == 0 then
        call('LPUSH', envelopes[p]:byte(2) > 0 and suspects or ready, envelopes[p])
        back = back + 1
      end
    end
  end
end
if back > 0 and idle > 0 then wake(listeners, tokens) end
return back
