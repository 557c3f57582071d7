-- Redis 6.2 refuses to write after TIME unless effects are replicated; from 7.0 on they always are.
if redis.replicate_commands then redis.replicate_commands() end
local call = redis.call
local function now()
  local t = call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
