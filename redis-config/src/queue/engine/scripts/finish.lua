-- Settles jobs of many claims: done, retried, dead or requeued. A claim is removed when all of its jobs are settled.
-- KEYS: ready, suspects, delayed, claims, leases, dead, listeners, tokens
-- ARGV: per claim: claim id, bits of the settled jobs, number of operations,
--       then per operation: kind, position counted from 0, argument
--       kinds: r = retry after the argument in ms, f = dead after a failed attempt, x = dead without an attempt,
--              b = back to the head of the queue; the argument of f and x is the reason
-- Reply: per claim 1, or 0 if it no longer exists; then nothing was changed for it
-- A worker whose lease ran out gets 0: the jobs are claimed by another worker by then, and the result is refused.
local ready, suspects, delayed, claims, leases, dead, listeners, tokens = unpack(KEYS)
call('LLEN', ready)
call('LLEN', suspects)
call('LLEN', dead)
call('LLEN', tokens)
call('ZCARD', leases)
local idle = call('ZCARD', listeners)
local head = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
local at = now()

-- Everything is read and checked before the first write: Redis does not undo a script that fails half-way.
local work, j = {}, 1
while j <= #ARGV do
  local id, bits, count = ARGV[j], ARGV[j + 1], tonumber(ARGV[j + 2])
  if not count or j + 2 + 3 * count > #ARGV then
    return redis.error_reply('ERR redis-config: finish arguments do not fit together')
  end
  local state = call('HGET', claims, id .. '+')
  local w = {id = id, exists = false}
  if state and (count == 0 or call('HEXISTS', claims, id) == 1) then
    w.exists, w.n, w.ops = true, state:byte(1), {}
    local old, new, all = state:sub(2), {}, true
    for byte = 1, math.ceil(w.n / 8) do
      local full = bit.lshift(1, math.min(8, w.n - 8 * (byte - 1))) - 1
      local value = bit.band(full, bit.bor(old:byte(byte) or 0, bits:byte(byte) or 0))
      new[byte] = string.char(value)
      if value ~= full then all = false end
    end
    if not all then w.state = string.char(w.n) .. table.concat(new) end
    for o = 0, count - 1 do
      local kind, position = ARGV[j + 3 + 3 * o], tonumber(ARGV[j + 4 + 3 * o])
      local argument = ARGV[j + 5 + 3 * o]
      if not position or position < 0 or position >= w.n or not kind:match('^[rfxb]$')
        or (kind == 'r' and not tonumber(argument)) then
        return redis.error_reply('ERR redis-config: unknown operation in finish')
      end
      -- An operation on a job that is settled already is a second copy of a call whose reply was lost.
      local settled = bit.band(old:byte(math.floor(position / 8) + 1) or 0, bit.lshift(1, position % 8)) ~= 0
      if not settled then w.ops[#w.ops + 1] = {kind, position + 1, argument} end
    end
    if #w.ops > 0 then w.envelopes = cmsgpack.unpack(call('HGET', claims, id)) end
  end
  work[#work + 1] = w
  j = j + 3 + 3 * count
end

local reply, requeued, due = {}, false, nil
for c, w in ipairs(work) do
  reply[c] = w.exists and 1 or 0
  if w.exists then
    -- Removes before it adds: a server out of memory refuses a command that may add data, unless the script has written
    -- before. Settling jobs has to work there, because it frees memory.
    if w.state then
      call('HDEL', claims, w.id .. '+')
      call('HSET', claims, w.id .. '+', w.state)
    else
      call('HDEL', claims, w.id, w.id .. '+')
      call('ZREM', leases, w.id)
    end
    for _, op in ipairs(w.ops) do
      local kind, envelope, argument = op[1], w.envelopes[op[2]], op[3]
      if kind == 'r' or kind == 'f' then
        envelope = envelope:sub(1, 2) .. string.char(math.min(255, envelope:byte(3) + 1)) .. envelope:sub(4)
      end
      if kind == 'r' then
        local score = at + tonumber(argument)
        call('ZADD', delayed, score, envelope)
        if not due or score < due then due = score end
      elseif kind == 'b' then
        call('LPUSH', envelope:byte(2) > 0 and suspects or ready, envelope)
        requeued = true
      else
        call('RPUSH', dead, cmsgpack.pack({envelope, argument, at}))
      end
    end
  end
end
if idle > 0 and (requeued or (due and (not head or due < tonumber(head)))) then wake(listeners, tokens) end
return reply
