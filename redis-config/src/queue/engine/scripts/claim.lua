-- Claims one suspect alone, or up to n fresh jobs, under one lease. If there is none, registers the worker as a listener.
-- KEYS: ready, suspects, delayed, claims, leases, listeners, tokens, meta
-- ARGV: schema, claim id, n, lease in ms, worker, wait in ms, bytes
-- Reply: {1, envelopes} | {0, ms until the next delayed job is due, -1 if there is none} | {-1, schema found}
local ready, suspects, delayed, claims, leases, listeners, tokens, meta = unpack(KEYS)
local schema = call('HGET', meta, 'schema')
if schema and tonumber(schema) > tonumber(ARGV[1]) then return {-1, tonumber(schema)} end
local id, most, lease, worker, wait = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])
-- The same claim again: the first reply was lost. Its jobs are already claimed, so the reply is repeated.
local existing = call('HGET', claims, id)
if existing then return {1, cmsgpack.unpack(existing)} end
if not (most >= 1 and most <= 255 and lease > 0) then
  return redis.error_reply('ERR redis-config: claim arguments out of range')
end
-- Every key is read before the first write: Redis does not undo a script that fails on a key of the wrong type.
local at = now()
local fresh_count = call('LLEN', ready)
local suspect_count = call('LLEN', suspects)
local due = call('ZRANGEBYSCORE', delayed, '-inf', at, 'LIMIT', 0, 100)
local waiting_workers = call('ZCARD', listeners)
call('ZCARD', leases)
call('LLEN', tokens)

if waiting_workers > 0 then waiting_workers = waiting_workers - call('ZREM', listeners, worker) end
if #due > 0 then
  call('ZREM', delayed, unpack(due))
  local fresh, again = {}, {}
  for _, envelope in ipairs(due) do
    if envelope:byte(2) > 0 then again[#again + 1] = envelope else fresh[#fresh + 1] = envelope end
  end
  if #fresh > 0 then fresh_count = call('RPUSH', ready, unpack(fresh)) end
  if #again > 0 then suspect_count = call('RPUSH', suspects, unpack(again)) end
end

local envelopes
if suspect_count > 0 then
  envelopes = call('LPOP', suspects, 1)
  suspect_count = suspect_count - 1
elseif fresh_count > 0 then
  -- A fair share if other workers wait, and few jobs if they are large, judged by the first one.
  local n = math.min(most, math.ceil(fresh_count / (waiting_workers + 1)))
  local size, room = #call('LINDEX', ready, 0), tonumber(ARGV[7])
  n = math.max(1, math.min(n, math.floor(room / size)))
  envelopes = call('LPOP', ready, n)
  -- The jobs after the first may be larger. Those that do not fit return to the head, in order.
  local taken = 1
  room = room - size
  while taken < #envelopes and room >= #envelopes[taken + 1] do
    taken = taken + 1
    room = room - #envelopes[taken]
  end
  for j = #envelopes, taken + 1, -1 do
    call('LPUSH', ready, envelopes[j])
    envelopes[j] = nil
  end
  fresh_count = fresh_count - #envelopes
end
if envelopes then
  call('HSET', claims, id, cmsgpack.pack(envelopes), id .. '+', string.char(#envelopes))
  call('ZADD', leases, at + lease, id)
  if waiting_workers > 0 and fresh_count + suspect_count > 0 then wake(listeners, tokens) end
  return {1, envelopes}
end

-- A server out of memory refuses a command that may add data, unless the script has written before. So it removes first.
call('ZREMRANGEBYSCORE', listeners, '-inf', at)
if wait > 0 then call('ZADD', listeners, at + wait, worker) end
local next = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
if next then return {0, math.max(0, tonumber(next) - at)} end
return {0, -1}
