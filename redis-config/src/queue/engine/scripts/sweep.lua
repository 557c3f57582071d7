-- Takes jobs back from claims whose lease ran out, and repairs a record without a lease and a lease without a record.
-- KEYS: suspects, claims, leases, dead, sleepers, tokens
-- ARGV: most claims, most deliveries, lease in ms
-- Reply: {jobs to the suspects, jobs to the dead letters, 1 if more claims have expired}
local suspects, claims, leases, dead, sleepers, tokens = unpack(KEYS)
local most, deliveries, lease = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if not (most >= 1 and most <= 1000 and deliveries >= 1 and lease > 0) then
  return redis.error_reply('ERR redis-config: sweep arguments out of range')
end
call('LLEN', suspects)
call('LLEN', dead)
call('LLEN', tokens)
local idle, fields = call('ZCARD', sleepers), call('HLEN', claims)
local at = now()
local expired = call('ZRANGEBYSCORE', leases, '-inf', at, 'LIMIT', 0, most)
local moved, buried = 0, 0
for _, id in ipairs(expired) do
  local raw = call('HGET', claims, id)
  local settled = (call('HGET', claims, id .. '+') or ''):sub(2)
  call('HDEL', claims, id, id .. '+')
  call('ZREM', leases, id)
  for p, item in ipairs(raw and cmsgpack.unpack(raw) or {}) do
    if bit.band(settled:byte(math.floor((p - 1) / 8) + 1) or 0, bit.lshift(1, (p - 1) % 8)) == 0 then
      local spent = math.min(255, item:byte(2) + 1)
      item = item:sub(1, 1) .. string.char(spent) .. item:sub(3)
      if spent >= deliveries then
        call('RPUSH', dead, cmsgpack.pack({item, 'crash loop: its lease ran out ' .. spent .. ' times', at}))
        buried = buried + 1
      else
        call('RPUSH', suspects, item)
        moved = moved + 1
      end
    end
  end
end

-- Scripts write record and lease together, so this finds something only after outside meddling or a partial restore.
-- A sample bounds the work; over the sweeps it sees every field.
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
if moved > 0 and idle > 0 then wake(sleepers, tokens) end
return {moved, buried, #expired == most and 1 or 0}
