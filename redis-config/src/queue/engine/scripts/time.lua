-- Shared: the clock of the server, in milliseconds. Leases and due times never depend on the clock of a client.
-- Redis 6.2 refuses writes after TIME unless the script replicates its effects. Since 7.0 scripts always do.
if redis.replicate_commands then redis.replicate_commands() end
local call = redis.call
local function now()
  local t = call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
