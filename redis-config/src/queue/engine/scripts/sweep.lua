-- Takes jobs back from claims whose lease ran out, and repairs claims without a lease and leases without a claim.
-- KEYS: suspects, claims, leases, dead, listeners, tokens
-- ARGV: most claims, most deliveries, lease in ms
-- Reply: {jobs moved to the suspects, jobs moved to the dead letters, 1 if more claims have expired}
-- A delivery is counted here, and not at the claim: only a worker that vanished spends one.
local suspects, claims, leases, dead, listeners, tokens = unpack(KEYS)
local most, deliveries, lease = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if not (most >= 1 and most <= 1000 and deliveries >= 1 and lease > 0) then
  return redis.error_reply('ERR redis-config: sweep arguments out of range')
end
call('LLEN', suspects)
call('LLEN', dead)
call('LLEN', tokens)
local idle, fields = call('ZCARD', listeners), call('HLEN', claims)
local at = now()
local expired = call('ZRANGEBYSCORE', leases, '-inf', at, 'LIMIT', 0, most)
local moved, died = 0, 0
for _, id in ipairs(expired) do
  local raw = call('HGET', claims, id)
  local settled = (call('HGET', claims, id .. '+') or ''):sub(2)
  call('HDEL', claims, id, id .. '+')
  call('ZREM', leases, id)
  for p, envelope in ipairs(raw and cmsgpack.unpack(raw) or {}) do
    if bit.band(settled:byte(math.floor((p - 1) / 8) + 1) or 0, bit.lshift(1, (p - 1) % 8)) == 0 then
      local lost_leases = math.min(255, envelope:byte(2) + 1)
      envelope = envelope:sub(1, 1) .. string.char(lost_leases) .. envelope:sub(3)
      if lost_leases >= deliveries then
        call('RPUSH', dead, cmsgpack.pack({envelope, 'crash loop: its lease ran out ' .. lost_leases .. ' times', at}))
        died = died + 1
      else
        call('RPUSH', suspects, envelope)
        moved = moved + 1
      end
    end
  end
end

-- Scripts write claim and lease together, so this finds something only after other programs changed the keys, or after a
-- partial restore. A sample bounds the work. Over many sweeps it covers every field.
if fields > 0 then
  for _, field in ipairs(call('HRANDFIELD', claims, 64)) do
    if #field == 16 and not call('ZSCORE', leases, field) then
      call('ZREM', leases, field)
      call('ZADD', leases, at + lease, field)
      if call('HEXISTS', claims, field .. '+') == 0 then
        local raw = call('HGET', claims, field)
        call('HSET', claims, field .. '+', string.char(#cmsgpack.unpack(raw)))
      end
    elseif #field == 17 and call('HEXISTS', claims, field:sub(1, 16)) == 0 then
      call('HDEL', claims, field)
    end
  end
end
if moved > 0 and idle > 0 then wake(listeners, tokens) end
return {moved, died, #expired == most and 1 or 0}
