-- Shared: used instead of time.lua by scripts that need no clock.
local call = redis.call
