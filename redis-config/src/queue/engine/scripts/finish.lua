-- Notes what became of jobs of many claims; a claim all of whose jobs are settled goes away.
-- KEYS: ready, suspects, delayed, claims, leases, dead, sleepers, tokens
-- ARGV: per claim: claim id, bits of the settled jobs, number of operations,
--       then per operation: kind, position counted from 0, argument
--       kinds: r = retry after the argument in ms, f = dead after a failed attempt, x = dead without an attempt,
--              b = back to the head of the queue; the argument of f and x is the reason
-- Reply: per claim 1, or 0 if this claim is no longer held: then nothing was changed for it
local ready, suspects, delayed, claims, leases, dead, sleepers, tokens = unpack(KEYS)
call('LLEN', ready)
call('LLEN', suspects)
call('LLEN', dead)
call('LLEN', tokens)
call('ZCARD', leases)
local idle = call('ZCARD', sleepers)
local head = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
local at = now()

-- Everything is read and understood before the first write.
local work, j = {}, 1
while j <= #ARGV do
  local id, bits, count = ARGV[j], ARGV[j + 1], tonumber(ARGV[j + 2])
  if not count or j + 2 + 3 * count > #ARGV then
    return redis.error_reply('ERR redis-config: finish arguments do not fit together')
  end
  local state = call('HGET', claims, id .. '+')
  local w = {id = id, held = false}
  if state and (count == 0 or call('HEXISTS', claims, id) == 1) then
    w.held, w.n, w.ops = true, state:byte(1), {}
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
      -- An operation on a settled job is the second copy of a call whose answer was lost.
      local settled = bit.band(old:byte(math.floor(position / 8) + 1) or 0, bit.lshift(1, position % 8)) ~= 0
      if not settled then w.ops[#w.ops + 1] = {kind, position + 1, argument} end
    end
    if #w.ops > 0 then w.items = cmsgpack.unpack(call('HGET', claims, id)) end
  end
  work[#work + 1] = w
  j = j + 3 + 3 * count
end

local reply, back, due = {}, false, nil
for c, w in ipairs(work) do
  reply[c] = w.held and 1 or 0
  if w.held then
    -- Removes before it adds: acknowledging must work on a server out of memory.
    if w.state then
      call('HDEL', claims, w.id .. '+')
      call('HSET', claims, w.id .. '+', w.state)
    else
      call('HDEL', claims, w.id, w.id .. '+')
      call('ZREM', leases, w.id)
    end
    for _, op in ipairs(w.ops) do
      local kind, item, argument = op[1], w.items[op[2]], op[3]
      if kind == 'r' or kind == 'f' then
        item = item:sub(1, 2) .. string.char(math.min(255, item:byte(3) + 1)) .. item:sub(4)
      end
      if kind == 'r' then
        local score = at + tonumber(argument)
        call('ZADD', delayed, score, item)
        if not due or score < due then due = score end
      elseif kind == 'b' then
        call('LPUSH', item:byte(2) > 0 and suspects or ready, item)
        back = true
      else
        call('RPUSH', dead, cmsgpack.pack({item, argument, at}))
      end
    end
  end
end
if idle > 0 and (back or (due and (not head or due < tonumber(head)))) then wake(sleepers, tokens) end
return reply
