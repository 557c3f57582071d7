-- Adds jobs, each of them at most once, even if the call is sent several times.
-- KEYS: ready, delayed, producers, ids, listeners, tokens, meta
-- ARGV: schema, producer (6 bytes), nonce (8 bytes), first counter, R, D, E, memory in ms,
--       then R * envelope, D * (delay in ms, envelope), E * (delay in ms, envelope); the callers chose the ids of the last E
-- Reply: {1} | {-1, schema found} | {-2}: another process uses this producer's name
local ready, delayed, producers, ids, listeners, tokens, meta = unpack(KEYS)
local schema = call('HGET', meta, 'schema')
if schema and tonumber(schema) > tonumber(ARGV[1]) then return {-1, tonumber(schema)} end
local producer, nonce, first = ARGV[2], ARGV[3], tonumber(ARGV[4])
local R, D, E, memory = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local total = R + D
if #ARGV ~= 8 + R + 2 * (D + E) or R > 4000 or D > 1500 or E > 1500 then
  return redis.error_reply('ERR redis-config: push arguments do not fit together')
end
-- Every key is read before the first write: a key of the wrong type stops the script here, with nothing changed.
call('LLEN', ready)
call('LLEN', tokens)
call('ZCARD', ids)
local head = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
local idle = call('ZCARD', listeners)
local at = now()

-- The record of a producer has two fields. Under its name: nonce and highest counter, which every push changes.
-- Under its name and "+": the lowest counter that the record covers, the time of the last use, and the gaps, as from, to,
-- from, to: counters of batches that did not arrive. At most 16 gaps are kept; older counters are then not covered.
local function known(name)
  local head, tail = call('HGET', producers, name), call('HGET', producers, name .. '+')
  if not head or not tail then return nil end
  local p, a, b, c, d = cmsgpack.unpack(tail), head:byte(9, 12)
  return {nonce = head:sub(1, 8), last = ((a * 256 + b) * 256 + c) * 256 + d, sure = p[1], seen = p[2], gaps = p[3]}
end
local function remember(name, p)
  while #p.gaps > 32 do
    p.sure = p.gaps[2] + 1
    table.remove(p.gaps, 1)
    table.remove(p.gaps, 1)
  end
  call('HSET', producers, name, p.nonce .. struct.pack('>I4', p.last), name .. '+', cmsgpack.pack({p.sure, at, p.gaps}))
end

-- Removes producers that have not pushed for long. Run when a new one appears, on a sample, so that its cost is bounded.
local function clear()
  for _, name in ipairs(call('HRANDFIELD', producers, 8)) do
    local p = known(name:sub(1, 6))
    if not p or p.seen < at - memory then call('HDEL', producers, name:sub(1, 6), name:sub(1, 6) .. '+') end
  end
end

local me
if total > 0 then
  me = known(producer)
  if me and me.nonce ~= nonce then return {-2} end
end
local added, due = 0, nil
-- A batch at or below the highest counter was written before, and only its reply was lost.
if total > 0 and not (me and first <= me.last) then
  if R > 0 then call('RPUSH', ready, unpack(ARGV, 9, 8 + R)) end
  if D > 0 then
    local adds = {}
    for j = 0, D - 1 do
      local score = at + tonumber(ARGV[9 + R + 2 * j])
      adds[2 * j + 1], adds[2 * j + 2] = score, ARGV[10 + R + 2 * j]
      if not due or score < due then due = score end
    end
    call('ZADD', delayed, unpack(adds))
  end
  if not me then
    me = {nonce = nonce, sure = first, gaps = {}}
    clear()
  elseif first > me.last + 1 then
    me.gaps[#me.gaps + 1], me.gaps[#me.gaps + 2] = me.last + 1, first - 1
  end
  me.last = first + total - 1
  remember(producer, me)
  added = R
end

for j = 0, E - 1 do
  local delay, envelope = tonumber(ARGV[9 + R + 2 * D + 2 * j]), ARGV[10 + R + 2 * D + 2 * j]
  local id = envelope:sub(5, 20)
  local pushed = call('ZSCORE', ids, id)
  if not pushed then
    -- The id may be from a push of unknown outcome. Then the record of that producer shows whether it arrived.
    local name, a, b, c, d = id:sub(7, 12), id:byte(13, 16)
    local counter = ((a * 256 + b) * 256 + c) * 256 + d
    local p = known(name)
    if not p and name:byte(1) >= 128 then
      -- A producer of a queue (the high bit marks these), of which nothing arrived. Its name is taken with a nonce that no
      -- process has, so that a late copy of the first push is refused.
      p = {nonce = ('\0'):rep(8), last = counter, sure = counter + 1, gaps = {}}
      clear()
    elseif p and counter > p.last then
      -- Not written yet. Raising the counter makes sure that it never is: a late copy of that batch will count as written.
      p.gaps[#p.gaps + 1], p.gaps[#p.gaps + 2] = p.last + 1, counter
      p.last = counter
    elseif p and counter >= p.sure then
      pushed = true
      for g = 1, #p.gaps, 2 do
        if counter >= p.gaps[g] and counter <= p.gaps[g + 1] then pushed = false end
      end
      p = nil
    else
      p = nil
    end
    if not pushed then
      call('ZADD', ids, at, id)
      if delay > 0 then
        call('ZADD', delayed, at + delay, envelope)
        if not due or at + delay < due then due = at + delay end
      else
        call('RPUSH', ready, envelope)
        added = added + 1
      end
      if p then remember(name, p) end
    end
  end
end
if E > 0 then
  local old = call('ZRANGEBYSCORE', ids, '-inf', at - memory, 'LIMIT', 0, 2 * E + 8)
  if #old > 0 then call('ZREM', ids, unpack(old)) end
end
if not schema and total + E > 0 then call('HSET', meta, 'schema', ARGV[1]) end
if idle > 0 and (added > 0 or (due and (not head or due < tonumber(head)))) then wake(listeners, tokens) end
return {1}
