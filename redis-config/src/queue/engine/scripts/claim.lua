-- Takes one suspect alone, or up to n fresh jobs, as one claim under one lease.
-- KEYS: ready, suspects, delayed, claims, leases, sleepers, tokens, meta
-- ARGV: schema, claim id, n, lease in ms, worker, sleep in ms, bytes
-- Reply: {1, items} | {0, ms until the next delayed job is due, -1 if there is none} | {-1, schema found}
local ready, suspects, delayed, claims, leases, sleepers, tokens, meta = unpack(KEYS)
local schema = call('HGET', meta, 'schema')
if schema and tonumber(schema) > tonumber(ARGV[1]) then return {-1, tonumber(schema)} end
local id, most, lease, worker, sleep = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])
-- Asked again: the first answer was lost on its way.
local held = call('HGET', claims, id)
if held then return {1, cmsgpack.unpack(held)} end
if not (most >= 1 and most <= 255 and lease > 0) then
  return redis.error_reply('ERR redis-config: claim arguments out of range')
end
local at = now()
local waiting = call('LLEN', ready)
local doubtful = call('LLEN', suspects)
local due = call('ZRANGEBYSCORE', delayed, '-inf', at, 'LIMIT', 0, 100)
local idle = call('ZCARD', sleepers)
call('ZCARD', leases)
call('LLEN', tokens)

if idle > 0 then idle = idle - call('ZREM', sleepers, worker) end
if #due > 0 then
  call('ZREM', delayed, unpack(due))
  local fresh, again = {}, {}
  for _, item in ipairs(due) do
    if item:byte(2) > 0 then again[#again + 1] = item else fresh[#fresh + 1] = item end
  end
  if #fresh > 0 then waiting = call('RPUSH', ready, unpack(fresh)) end
  if #again > 0 then doubtful = call('RPUSH', suspects, unpack(again)) end
end

local items
if doubtful > 0 then
  items = call('LPOP', suspects, 1)
  doubtful = doubtful - 1
elseif waiting > 0 then
  -- A fair share where others wait for work; and not many at once where jobs are large.
  local n = math.min(most, math.ceil(waiting / (idle + 1)))
  local size, room = #call('LINDEX', ready, 0), tonumber(ARGV[7])
  n = math.max(1, math.min(n, math.floor(room / size)))
  items = call('LPOP', ready, n)
  -- Those after the first may be larger than it: what has no room goes back to the head.
  local taken = 1
  room = room - size
  while taken < #items and room >= #items[taken + 1] do
    taken = taken + 1
    room = room - #items[taken]
  end
  for j = #items, taken + 1, -1 do
    call('LPUSH', ready, items[j])
    items[j] = nil
  end
  waiting = waiting - #items
end
if items then
  call('HSET', claims, id, cmsgpack.pack(items), id .. '+', string.char(#items))
  call('ZADD', leases, at + lease, id)
  if idle > 0 and waiting + doubtful > 0 then wake(sleepers, tokens) end
  return {1, items}
end

-- Removes first: from then on a server out of memory lets the script add.
call('ZREMRANGEBYSCORE', sleepers, '-inf', at)
if sleep > 0 then call('ZADD', sleepers, at + sleep, worker) end
local next = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
if next then return {0, math.max(0, tonumber(next) - at)} end
return {0, -1}
