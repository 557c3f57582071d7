-- In place of time.lua, for scripts that need no clock.
local call = redis.call
