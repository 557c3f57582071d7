-- The fast path of push.lua, for most pushes: only ready jobs, by a producer whose previous batch has arrived.
-- In any other case it changes nothing, and the caller runs push.lua.
-- KEYS: ready, producers, listeners, tokens, meta
-- ARGV: schema, producer, its expected record, its new record, then the envelopes
-- Reply: 1, or 0 if nothing was done
-- The record is the nonce of the process and its highest counter. Comparing it finds a second copy of the call, a gap
-- before it, another process with the same name, and a producer that was forgotten.
if call('HGET', KEYS[5], 'schema') ~= ARGV[1] or call('HGET', KEYS[2], ARGV[2]) ~= ARGV[3] then return 0 end
local idle = call('ZCARD', KEYS[3])
if idle > 0 then call('LLEN', KEYS[4]) end
call('RPUSH', KEYS[1], unpack(ARGV, 5))
call('HSET', KEYS[2], ARGV[2], ARGV[4])
if idle > 0 then wake(KEYS[3], KEYS[4]) end
return 1
