-- The usual push, in as few steps as can be: ready jobs only, of a producer whose last write is known to have arrived.
-- Whatever is unusual is left to push.lua.
-- KEYS: ready, producers, sleepers, tokens, meta
-- ARGV: schema, producer, its record as it must be, its record afterwards, then the items
-- Reply: 1, or 0 if nothing was done
if call('HGET', KEYS[5], 'schema') ~= ARGV[1] or call('HGET', KEYS[2], ARGV[2]) ~= ARGV[3] then return 0 end
local idle = call('ZCARD', KEYS[3])
if idle > 0 then call('LLEN', KEYS[4]) end
call('RPUSH', KEYS[1], unpack(ARGV, 5))
call('HSET', KEYS[2], ARGV[2], ARGV[4])
if idle > 0 then wake(KEYS[3], KEYS[4]) end
return 1
